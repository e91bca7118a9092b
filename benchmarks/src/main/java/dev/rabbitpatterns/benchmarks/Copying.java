package dev.rabbitpatterns.benchmarks;

import java.util.List;

/** Each message is copied to a hundred subscribers. */
final class Copying implements Part {

    static final String PUBSUB = "pubsub-service";
    static final String PERF_TEST = "PerfTest, a queue for each consumer";
    static final int SUBSCRIBERS = 100;

    /** The same as pubsub-service's. */
    static final int PREFETCH = 250;

    /** How many messages pubsub-service acknowledges at once. */
    static final int ACK_EVERY = 50;

    private final Context context;
    private final Programs programs;

    Copying(Context context, Programs programs) {
        this.context = context;
        this.programs = programs;
    }

    @Override
    public void run() throws Exception {
        SpringProgram pubsub = programs.service(PUBSUB);
        programs.awaitReady();
        List<Subject> subjects =
                List.of(
                        new SubscribersSubject(context, PUBSUB, pubsub),
                        new PerfTestFanout(context, PERF_TEST));
        new Rounds(context, "fanout", subjects).run(List.of(SUBSCRIBERS));
    }
}
