package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * RabbitMQ's own load tool, a new process each time: what it says of its first seconds is its
 * warm-up, and not counted.
 */
final class PerfTestProgram {

    private static final String MAIN = "com.rabbitmq.perf.PerfTest";

    private final Context context;

    PerfTestProgram(Context context) {
        this.context = context;
    }

    /** Starts it and lets it run, whatever it says. */
    Program startSilently(List<String> arguments) throws IOException {
        return Program.start("PerfTest", words(arguments), Map.of());
    }

    private List<String> words(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("-cp", Program.CLASS_PATH, MAIN));
        words.addAll(List.of("--uri", context.broker().uri(), "--interval", "1"));
        words.addAll(arguments);
        return words;
    }

    /**
     * Runs it as long as the others, and reads what it says each second.
     *
     * @param counted {@code sent}, {@code confirmed} or {@code received}
     */
    Map<Metric, Double> measure(List<String> arguments, String counted) throws IOException {
        // It knows whole seconds only, and starts cold: so it gets a few more than the others.
        long warmUp = context.options().isShort() ? 1 : 4;
        long end = warmUp + Math.max(1, context.options().time().toSeconds());
        List<String> bounded = new ArrayList<>(arguments);
        bounded.addAll(List.of("--time", Long.toString(end)));
        try (Program program = Program.converse("PerfTest", words(bounded));
                BufferedReader output = program.process().inputReader(StandardCharsets.UTF_8)) {
            PerfTestReading reading =
                    new PerfTestReading(program.cpu(), context.brokerCpu(), warmUp, end);
            output.lines()
                    .forEach(line -> PerfTestLine.parse(line, counted).ifPresent(reading::add));
            return reading.result();
        }
    }
}
