package dev.rabbitpatterns.benchmarks;

import module java.base;

import dev.rabbitpatterns.benchmarks.Drain.Running;
import dev.rabbitpatterns.benchmarks.Outcome.Moment;
import java.lang.ProcessBuilder.Redirect;

/**
 * RabbitMQ's own load tool, in a new process each time. Its first seconds do not count.
 *
 * @param counted what to count: messages that are {@code confirmed} or {@code received}
 */
record PerfTest(Queues queues, String counted, List<String> arguments) implements Rounds.Program {

    private static final String QUEUE = "bench.perf-test";

    private static final Pattern LATENCY =
            Pattern.compile("confirm latency: \\d+/(\\d+)/\\d+/\\d+/(\\d+)");

    /** What it reports about an interval. */
    record Interval(double end, double rate, double p50, double p99) {

        /** Parses a report; empty for any other line. */
        static Optional<Interval> parse(String line, String counted) {
            Pattern rate = Pattern.compile("time ([0-9.]+) s.* " + counted + ": ([0-9]+) msg/s");
            Optional<MatchResult> latency = LATENCY.matcher(line).results().findFirst();
            double p50 = latency.map(it -> number(it, 1) / 1e3).orElse(Double.NaN);
            double p99 = latency.map(it -> number(it, 2) / 1e3).orElse(Double.NaN);
            Optional<MatchResult> report = rate.matcher(line).results().findFirst();
            return report.map(it -> new Interval(number(it, 1), number(it, 2), p50, p99));
        }

        private static double number(MatchResult found, int group) {
            return Double.parseDouble(found.group(group));
        }
    }

    static Process start(List<String> arguments, Redirect output) throws IOException {
        List<String> command =
                Service.java("-cp", Service.CLASS_PATH, "com.rabbitmq.perf.PerfTest");
        command.addAll(List.of("--uri", Queues.BROKER.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output);
        return builder.redirectError(Redirect.INHERIT).start();
    }

    @Override
    public Map<String, Double> measure(int load) throws Exception {
        int begin = Options.COLD_WARM_UP;
        int end = begin + Options.SECONDS;
        List<Interval> intervals = new ArrayList<>();
        List<Moment> moments = new ArrayList<>();
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--queue", QUEUE, "--interval", "1", "--time", Integer.toString(end)));
        Process process = start(all, Redirect.PIPE);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines()
                    .flatMap(line -> Interval.parse(line, counted).stream())
                    .filter(it -> Math.round(it.end()) >= begin && Math.round(it.end()) <= end)
                    .forEach(interval -> {
                        intervals.add(interval);
                        moments.add(Moment.now(process.toHandle()));
                    });
        }
        queues.delete(QUEUE);
        return outcome(intervals).figures(moments.getFirst(), moments.getLast());
    }

    /** Runs it until it is stopped. */
    static Running consume(List<String> arguments) throws IOException {
        Process process = start(arguments, Redirect.DISCARD);
        return new Running(process.toHandle(), () -> process.destroyForcibly().waitFor());
    }

    /** Sums up all intervals but the first, at whose end the measurement begins. */
    static Outcome outcome(List<Interval> intervals) {
        double seconds = intervals.getLast().end() - intervals.getFirst().end();
        List<Interval> all = intervals.subList(1, intervals.size());
        double rate = all.stream().mapToDouble(Interval::rate).average().orElse(0);
        double p50 = median(all, Interval::p50);
        return new Outcome(rate * seconds, seconds, p50, median(all, Interval::p99), 0);
    }

    private static double median(List<Interval> intervals, ToDoubleFunction<Interval> of) {
        double[] sorted = intervals.stream().mapToDouble(of).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
