package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.Map;

/** Somebody who is measured. */
interface Subject {

    String name();

    /** Whether it can be, or need be, measured at this load. */
    default boolean takes(int load) {
        return true;
    }

    /** Before the first round, so that the first one is like the others. */
    default void warmUp() throws Exception {}

    /** One measurement; leaves the broker as it was before. */
    Map<Metric, Double> measure(int load) throws Exception;
}
