package dev.rabbitpatterns.benchmarks.load;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * The outcome of a run of requests or messages.
 *
 * @param done how many were answered or confirmed
 * @param errors how many of these failed
 * @param seconds from the first one's start to the last one's end
 * @param p50 milliseconds within which half of them were done
 * @param p99 milliseconds within which 99 % were done
 * @param p999 milliseconds within which 99.9 % were done
 * @param generatorCpu seconds of CPU that the load generator took, or NaN if it was not used
 */
public record Outcome(
        long done,
        long errors,
        double seconds,
        double p50,
        double p99,
        double p999,
        double generatorCpu) {

    private static final double NANOS = 1e9;

    /** The outcome of a run with these latencies in nanoseconds. */
    public static Outcome of(Histogram latencies, long errors, long nanos, double generatorCpu) {
        return new Outcome(
                latencies.getTotalCount(),
                errors,
                nanos / NANOS,
                millis(latencies, 50),
                millis(latencies, 99),
                millis(latencies, 99.9),
                generatorCpu);
    }

    private static double millis(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    /** How many were done per second. */
    public double perSecond() {
        return done / seconds;
    }

    /** Writes it as one line, for another process. */
    public String toLine() {
        return DoubleStream.of(
                        (double) done, (double) errors, seconds, p50, p99, p999, generatorCpu)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" "));
    }

    /** Reads what {@link #toLine} wrote. */
    public static Outcome parse(String line) {
        double[] numbers =
                Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new Outcome(
                (long) numbers[0],
                (long) numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                numbers[6]);
    }
}
