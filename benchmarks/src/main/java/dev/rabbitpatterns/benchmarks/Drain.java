package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.Map;

/**
 * A consumer that drains a queue, which was filled while the consumer was stopped.
 *
 * @param cpu the CPU time of the consuming program
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
