package dev.rabbitpatterns.benchmarks;

/** One part of the benchmark, which compares several subjects. */
interface Part {

    void run() throws Exception;
}
