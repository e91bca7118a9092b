package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PerfTest with one producer and a limit of unconfirmed messages.
 *
 * @param outstanding the limit
 */
record PerfTestPublisher(Context context, String name, String queueType, int outstanding)
        implements Subject {

    private static final String QUEUE = "bench.perf-test";

    /** 64 outstanding messages compare to 64 connections, and one to one. */
    @Override
    public boolean supports(int load) {
        return load == outstanding;
    }

    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--producers", "1", "--consumers", "0", "--queue", QUEUE));
        arguments.addAll(List.of("--flag", "persistent", "--auto-delete", "false"));
        arguments.addAll(List.of("--size", Integer.toString(Payload.bytes().length)));
        arguments.addAll(List.of("--confirm", Integer.toString(outstanding)));
        if (queueType.equals("quorum")) {
            arguments.add("--quorum-queue");
        }
        Map<Metric, Double> measured = new PerfTestProgram(context).measure(arguments, "confirmed");
        context.queues().expect(QUEUE, 1);
        context.queues().delete(QUEUE);
        return measured;
    }
}
