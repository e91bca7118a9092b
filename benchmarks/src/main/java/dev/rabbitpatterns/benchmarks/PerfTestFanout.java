package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PerfTest with one producer, which may have as many unconfirmed messages as the others have
 * connections, and one consumer for each subscriber.
 */
record PerfTestFanout(Context context, String name) implements Subject {

    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--type", "fanout", "--exchange", "bench.fanout"));
        arguments.addAll(List.of("--producers", "1", "--confirm", "64", "--exclusive"));
        arguments.addAll(List.of("--consumers", Integer.toString(load)));
        arguments.addAll(List.of("--qos", Integer.toString(Copying.PREFETCH)));
        arguments.addAll(List.of("--multi-ack-every", Integer.toString(Copying.ACK_EVERY)));
        arguments.addAll(List.of("--size", Integer.toString(Payload.bytes().length)));
        return new PerfTestProgram(context).measure(arguments, "received");
    }
}
