package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Watches the depth of a queue that is being drained, so that all subjects are measured in the same
 * way.
 *
 * <p>Only the second half counts: by then the consumer has subscribed and warmed up.
 */
record DrainWatch(Context context, String queue, CpuClock cpu) {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 10;

    /** What was seen at one moment. */
    private record Look(long nanos, long depth, double app, double broker) {}

    Map<Metric, Double> watch(Rounds.Attempt start) throws Exception {
        start.run();
        long half = context.options().backlog() / 2;
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (context.queues().depth(queue) > half) {
            pause(deadline);
        }
        Look first = look();
        Look last = first;
        // The last look before the queue was empty: the consumer may have been idle after it.
        for (long depth = first.depth(); depth > 0; depth = context.queues().depth(queue)) {
            last = new Look(System.nanoTime(), depth, 0, 0);
            pause(deadline);
        }
        Look end = look();
        return describe(first, last, end);
    }

    private Look look() throws Exception {
        double app = cpu.seconds();
        double broker = context.brokerCpu().seconds();
        return new Look(System.nanoTime(), context.queues().depth(queue), app, broker);
    }

    private static Map<Metric, Double> describe(Look first, Look last, Look end) {
        double seconds = (last.nanos() - first.nanos()) / 1e9;
        if (seconds <= 0) {
            throw new IllegalStateException(
                    "The queue was drained too fast to watch; use a larger backlog");
        }
        Map<Metric, Double> all = new EnumMap<>(Metric.class);
        all.put(Metric.RATE, (first.depth() - last.depth()) / seconds);
        all.put(Metric.APP_CPU, (end.app() - first.app()) * 1e6 / first.depth());
        all.put(Metric.BROKER_CPU, (end.broker() - first.broker()) * 1e6 / first.depth());
        all.values().removeIf(value -> value.isNaN());
        return all;
    }

    private void pause(long deadline) throws Exception {
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException(queue + " is not being drained");
        }
        Thread.sleep(POLL_MILLIS);
    }
}
