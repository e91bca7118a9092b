package dev.rabbitpatterns.benchmarks.report;

import java.util.Optional;

/**
 * A target for the ratio of two measurements.
 *
 * @param title what it is about
 * @param measured the numerator
 * @param reference the denominator
 * @param metric which metric of both
 * @param wanted the target
 * @param isUpperLimit whether the ratio may be at most the target, instead of at least
 */
public record Bar(
        String title,
        Key measured,
        Key reference,
        Metric metric,
        double wanted,
        boolean isUpperLimit) {

    private static final double MIN_SANE = 0.002;
    private static final double MAX_SANE = 500;

    /** Wants at least this ratio of rates. */
    public static Bar atLeast(double wanted, String title, Key measured, Key reference) {
        return new Bar(title, measured, reference, Metric.RATE, wanted, false);
    }

    /** Wants at most this ratio of a metric. */
    public static Bar atMost(
            double wanted, Metric metric, String title, Key measured, Key reference) {
        return new Bar(title, measured, reference, metric, wanted, true);
    }

    /** The measured ratio, if both were measured. */
    public Optional<Spread> ratio(Results results) {
        return results.ratio(measured, reference, metric);
    }

    boolean isMet(Spread ratio) {
        return isUpperLimit ? ratio.median() <= wanted : ratio.median() >= wanted;
    }

    /** Whether the ratio is possible at all; a ratio of latencies can be anything. */
    public boolean isSane(Spread ratio) {
        boolean latency = metric == Metric.P50 || metric == Metric.P99 || metric == Metric.P999;
        return latency || (ratio.median() >= MIN_SANE && ratio.median() <= MAX_SANE);
    }

    String target() {
        return (isUpperLimit ? "≤ " : "≥ ") + wanted;
    }
}
