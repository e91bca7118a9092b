package dev.rabbitpatterns.benchmarks;

import module java.base;

/**
 * The messages, calls or copies that were done in a measured time. The latencies are milliseconds,
 * or NaN if they are unknown.
 */
record Outcome(double done, double seconds, double p50, double p99, double failed) {

    static final Outcome NONE = new Outcome(0, 0, 0, 0, 0);
    static final String FAILED = "failed";
    static final String LOST = "lost";

    /** The time, and the CPU time that a program and the broker have used so far, in seconds. */
    record Moment(double time, double app, double broker) {

        static Moment now(ProcessHandle app) {
            // The launcher names its broker, if that is a process of this machine.
            double broker =
                    ProcessHandle.of(Long.getLong("bench.broker.pid", -1))
                            .map(node -> Stream.concat(Stream.of(node), node.descendants()))
                            .map(all -> all.mapToDouble(Moment::cpu).sum())
                            .orElse(Double.NaN);
            return new Moment(System.nanoTime() / 1e9, cpu(app), broker);
        }

        private static double cpu(ProcessHandle process) {
            return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9;
        }
    }

    /** The figures of the report, with the CPU time between two moments. */
    Map<String, Double> figures(Moment start, Moment end) {
        if (!(done > 0)) {
            throw new IllegalStateException("Nothing was done");
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("per second", done / seconds);
        figures.put("p50 ms", p50);
        figures.put("p99 ms", p99);
        figures.put("app CPU µs", (end.app() - start.app()) * 1e6 / done);
        figures.put("broker CPU µs", (end.broker() - start.broker()) * 1e6 / done);
        figures.values().removeIf(value -> !(value >= 0)); // unknown, or the program has ended
        if (failed > 0) {
            figures.put(FAILED, failed);
        }
        return figures;
    }
}
