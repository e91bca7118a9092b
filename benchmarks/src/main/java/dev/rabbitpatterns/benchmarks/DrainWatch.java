package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Watches from outside how a queue empties: everybody the same way, whatever they say themselves.
 *
 * <p>What counts is the second half, so that subscribing, and warming up if somebody is new, is
 * over.
 */
record DrainWatch(Context context, String queue, CpuClock cpu) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long EVERY_MILLIS = 10;

    /** What was seen at once. */
    private record Look(long nanos, long depth, double app, double broker) {}

    Map<Metric, Double> watch(Rounds.Attempt start) throws Exception {
        start.run();
        long half = context.options().backlog() / 2;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (context.queues().depth(queue) > half) {
            pause(deadline);
        }
        Look first = look();
        Look last = first;
        // The last look at which there was still something left: after it, the consumer waited.
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
            throw new IllegalStateException("Drained before anybody could look; fill more");
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
        Thread.sleep(EVERY_MILLIS);
    }
}
