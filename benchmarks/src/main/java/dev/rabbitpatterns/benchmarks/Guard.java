package dev.rabbitpatterns.benchmarks;

import java.util.List;

/** Protects the messages of others, and leaves no queues of the benchmark behind. */
final class Guard {

    /** The services' own queues, which are purged between the measurements. */
    private static final List<String> PURGED = List.of("hello", "rpc_queue");

    private static final List<String> OWN =
            List.of(
                    "plain.quorum",
                    "plain.quorum.calls",
                    "plain.classic",
                    "plain.classic.calls",
                    "confirmed.quorum",
                    "confirmed.quorum.calls",
                    "confirmed.classic",
                    "confirmed.classic.calls",
                    "raw",
                    "raw.calls",
                    "drained",
                    "perf-test");

    private Guard() {}

    /** A broker that the environment names may hold messages that somebody needs. */
    static void check(Queues queues) throws Exception {
        for (String queue : PURGED) {
            if (queues.depth(queue) > 0) {
                System.err.printf(
                        "The queue %s holds messages, which the benchmark would delete. Use another"
                                + " broker, or purge the queue.%n",
                        queue);
                System.exit(1);
            }
        }
    }

    static void cleanUp(Queues queues) throws Exception {
        for (String queue : PURGED) {
            queues.purge(queue);
        }
        for (String queue : OWN) {
            queues.delete(Programs.queueOf(queue));
        }
    }
}
