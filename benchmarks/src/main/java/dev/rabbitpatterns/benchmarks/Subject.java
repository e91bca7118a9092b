package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.Map;

/** A program that is measured. */
interface Subject {

    String name();

    /** Whether to measure it at this load. */
    default boolean supports(int load) {
        return true;
    }

    /** Runs before the first round, so that it is like the others. */
    default void warmUp() throws Exception {}

    /** Takes one measurement, and leaves the broker as it was before. */
    Map<Metric, Double> measure(int load) throws Exception;
}
