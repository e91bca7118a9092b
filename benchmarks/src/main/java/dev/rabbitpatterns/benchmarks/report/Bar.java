package dev.rabbitpatterns.benchmarks.report;

import java.util.Optional;

/**
 * A ratio that is wanted.
 *
 * @param says what it is about
 * @param measured of whom
 * @param reference beside whom
 * @param metric in what
 * @param wanted how much
 * @param most whether that is the most, and not the least
 */
public record Bar(
        String says, Key measured, Key reference, Metric metric, double wanted, boolean most) {

    private static final double SANE_LEAST = 0.002;
    private static final double SANE_MOST = 500;

    /** In rate, at least so much. */
    public static Bar atLeast(double wanted, String says, Key measured, Key reference) {
        return new Bar(says, measured, reference, Metric.RATE, wanted, false);
    }

    /** In this, at most so much. */
    public static Bar atMost(
            double wanted, Metric metric, String says, Key measured, Key reference) {
        return new Bar(says, measured, reference, metric, wanted, true);
    }

    /** What was measured, if it was. */
    public Optional<Spread> ratio(Results results) {
        return results.ratio(measured, reference, metric);
    }

    boolean isMet(Spread ratio) {
        return most ? ratio.median() <= wanted : ratio.median() >= wanted;
    }

    /** Whether this can be a ratio at all, or something went wrong; latencies can be anything. */
    public boolean isSane(Spread ratio) {
        boolean latency = metric == Metric.P50 || metric == Metric.P99 || metric == Metric.P999;
        return latency || (ratio.median() >= SANE_LEAST && ratio.median() <= SANE_MOST);
    }

    String target() {
        return (most ? "≤ " : "≥ ") + wanted;
    }
}
