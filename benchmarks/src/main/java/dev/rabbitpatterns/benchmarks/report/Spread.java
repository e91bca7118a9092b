package dev.rabbitpatterns.benchmarks.report;

import java.util.List;
import java.util.function.DoubleFunction;

/**
 * The spread of several rounds.
 *
 * @param median the median
 * @param min the smallest value
 * @param max the largest value
 */
public record Spread(double median, double min, double max) {

    /** The spread of at least one value. */
    public static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median =
                sorted.size() % 2 == 1
                        ? sorted.get(middle)
                        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast());
    }

    String format(Metric metric) {
        return format(metric::format);
    }

    String format(DoubleFunction<String> number) {
        String text = number.apply(median);
        return min == max ? text : text + " (" + number.apply(min) + ".." + number.apply(max) + ")";
    }
}
