package dev.rabbitpatterns.benchmarks;

/** One of the questions that the benchmark answers. */
interface Part {

    void run() throws Exception;
}
