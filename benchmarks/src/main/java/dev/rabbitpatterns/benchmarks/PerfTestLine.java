package dev.rabbitpatterns.benchmarks;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PerfTest reports about one second.
 *
 * @param time seconds since its start
 * @param rate messages per second
 * @param p50 milliseconds within which half of them were confirmed, NaN if not reported
 * @param p99 milliseconds within which 99 % were confirmed, NaN if not reported
 */
record PerfTestLine(double time, double rate, double p50, double p99) {

    private static final Pattern TIME = Pattern.compile("time ([0-9.]+) s");
    private static final Pattern CONFIRM_LATENCY =
            Pattern.compile("confirm latency: \\d+/(\\d+)/\\d+/\\d+/(\\d+)");

    /**
     * Parses a report; empty for any other line.
     *
     * @param counted the rate to read: {@code sent}, {@code confirmed} or {@code received}
     */
    static Optional<PerfTestLine> parse(String line, String counted) {
        Matcher time = TIME.matcher(line);
        Matcher rate = Pattern.compile(counted + ": ([0-9]+) msg/s").matcher(line);
        if (!time.find() || !rate.find()) {
            return Optional.empty();
        }
        Matcher latency = CONFIRM_LATENCY.matcher(line);
        boolean known = latency.find();
        return Optional.of(
                new PerfTestLine(
                        Double.parseDouble(time.group(1)),
                        Double.parseDouble(rate.group(1)),
                        known ? millis(latency.group(1)) : Double.NaN,
                        known ? millis(latency.group(2)) : Double.NaN));
    }

    private static double millis(String micros) {
        return Long.parseLong(micros) / 1000.0;
    }
}
