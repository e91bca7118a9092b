package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.Map;

/**
 * Somebody who drains a queue that was filled while it was held back.
 *
 * @param cpu of the program that consumes
 */
record Drain(Context context, String name, String queue, CpuClock cpu, Consumer consumer)
        implements Subject {

    /** Starts and stops the consumer. */
    interface Consumer {

        void run(boolean running) throws Exception;
    }

    @Override
    public void warmUp() throws Exception {
        if (!context.options().isShort()) {
            measure(Consuming.LOAD);
        }
    }

    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        consumer.run(false);
        context.queues().declareIfMissing(queue);
        context.queues().purge(queue);
        context.queues().fill(queue, context.options().backlog());
        try {
            return new DrainWatch(context, queue, cpu).watch(() -> consumer.run(true));
        } finally {
            consumer.run(false);
        }
    }
}
