package dev.rabbitpatterns.benchmarks;

import module java.base;

import dev.rabbitpatterns.benchmarks.Outcome.Moment;
import org.awaitility.Awaitility;

/**
 * A consumer that drains a queue, which was filled while the consumer was stopped. Only the second
 * half counts: by then the consumer has subscribed and warmed up.
 */
record Drain(Queues queues, String queue, Callable<Running> consumer) implements Rounds.Program {

    /** A consumer that runs until it is stopped. */
    record Running(ProcessHandle process, AutoCloseable stop) {}

    @Override
    public void warmUp() throws Exception {
        queues.declare(queue);
        consumer.call().stop().close(); // a service starts with its consumer running
        if (Options.FIRST_WARM_UP > 0) {
            measure(1);
        }
    }

    @Override
    public Map<String, Double> measure(int load) throws Exception {
        queues.purge(queue);
        queues.fill(queue, Options.BACKLOG);
        Running running = consumer.call();
        try {
            long half = awaitDepth(Options.BACKLOG / 2);
            Moment start = Moment.now(running.process());
            awaitDepth(0);
            Moment end = Moment.now(running.process());
            return new Outcome(half, end.time() - start.time(), Double.NaN, Double.NaN, 0)
                    .figures(start, end);
        } finally {
            running.stop().close();
        }
    }

    private long awaitDepth(long wanted) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofMinutes(2))
                .until(() -> queues.depth(queue), depth -> depth <= wanted);
    }
}
