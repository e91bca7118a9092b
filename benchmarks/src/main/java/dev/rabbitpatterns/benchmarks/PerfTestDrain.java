package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.List;
import java.util.Map;

/** PerfTest with one consumer, in a new process each time. */
record PerfTestDrain(Context context, String name) implements Subject {

    private static final String QUEUE = "bench.drained";

    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        context.queues().declareIfMissing(QUEUE);
        context.queues().purge(QUEUE);
        context.queues().fill(QUEUE, context.options().backlog());
        List<String> arguments =
                List.of(
                        "--producers",
                        "0",
                        "--consumers",
                        "1",
                        "--predeclared",
                        "--queue",
                        QUEUE,
                        "--qos",
                        Integer.toString(context.options().prefetch()),
                        "--multi-ack-every",
                        Integer.toString(context.options().ackEvery()));
        Program[] started = new Program[1];
        CpuClock cpu = () -> started[0] == null ? Double.NaN : started[0].cpu().seconds();
        try {
            return new DrainWatch(context, QUEUE, cpu)
                    .watch(() ->
                            started[0] = new PerfTestProgram(context).startSilently(arguments));
        } finally {
            if (started[0] != null) {
                started[0].close();
            }
        }
    }
}
