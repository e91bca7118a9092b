package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * RabbitMQ's own load tool, in a new process each time. Its first seconds are its warm-up and do
 * not count.
 */
final class PerfTestProgram {

    private static final String MAIN = "com.rabbitmq.perf.PerfTest";

    private final Context context;

    PerfTestProgram(Context context) {
        this.context = context;
    }

    /** Starts it without reading its output. */
    Program startSilently(List<String> arguments) throws IOException {
        return Program.start("PerfTest", commandLine(arguments), Map.of());
    }

    private List<String> commandLine(List<String> arguments) {
        List<String> commandLine = new ArrayList<>(List.of("-cp", Program.CLASS_PATH, MAIN));
        commandLine.addAll(List.of("--uri", context.broker().uri(), "--interval", "1"));
        commandLine.addAll(arguments);
        return commandLine;
    }

    /**
     * Runs it for as long as the others, and reads its report of each second.
     *
     * @param counted the rate to read: {@code sent}, {@code confirmed} or {@code received}
     */
    Map<Metric, Double> measure(List<String> arguments, String counted) throws IOException {
        // It starts cold and counts whole seconds only, so its warm-up is longer than others'.
        long warmUp = context.options().isShort() ? 1 : 4;
        long end = warmUp + Math.max(1, context.options().time().toSeconds());
        List<String> bounded = new ArrayList<>(arguments);
        bounded.addAll(List.of("--time", Long.toString(end)));
        try (Program program = Program.startPiped("PerfTest", commandLine(bounded));
                BufferedReader output = program.process().inputReader(StandardCharsets.UTF_8)) {
            PerfTestReading reading =
                    new PerfTestReading(program.cpu(), context.brokerCpu(), warmUp, end);
            output.lines()
                    .forEach(line -> PerfTestLine.parse(line, counted).ifPresent(reading::add));
            return reading.result();
        }
    }
}
