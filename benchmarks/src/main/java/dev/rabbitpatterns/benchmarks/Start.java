package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A way to start a service.
 *
 * @param command the arguments of java
 */
record Start(String name, String service, List<String> command) implements Subject {

    /** Answered from memory, so the service can answer it as soon as it listens. */
    private static final String FIRST_REQUEST = "/messages";

    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        long start = System.nanoTime();
        try (SpringProgram program =
                SpringProgram.start("startup", command, Broker.loginOf(service), FIRST_REQUEST)) {
            program.awaitReady();
            double millis = (System.nanoTime() - start) / 1e6;
            Map<Metric, Double> all = new EnumMap<>(Metric.class);
            all.put(Metric.START, millis);
            all.put(Metric.MEMORY, residentMebibytes(program.program()));
            all.put(Metric.START_CPU, program.program().cpu().seconds() * 1e3);
            return all;
        }
    }

    private static double residentMebibytes(Program program) throws IOException {
        String pid = Long.toString(program.process().pid());
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", pid).start();
        String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Double.parseDouble(answer.strip()) / 1024;
    }
}
