package dev.rabbitpatterns.benchmarks;

import java.util.List;

/** One message, and a copy for each of a hundred subscribers. */
final class Copying implements Part {

    static final String PUBSUB = "pubsub-service";
    static final String PERF_TEST = "PerfTest, a queue for each consumer";
    static final int SUBSCRIBERS = 100;

    /** What the broker may send ahead, as pubsub-service has it. */
    static final int PREFETCH = 250;

    /** How many of these pubsub-service acknowledges at once. */
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
