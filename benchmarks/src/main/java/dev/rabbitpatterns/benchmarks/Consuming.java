package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.plain.PlainService;
import java.util.ArrayList;
import java.util.List;

/** How fast a full queue is drained. */
final class Consuming implements Part {

    static final String HELLO = Publishing.HELLO;
    static final String RAW = "raw client, the same prefetch and acks";
    static final String PERF_TEST = "PerfTest, the same prefetch and acks";

    /** Every subject drains with one consumer. */
    static final int LOAD = 1;

    private final Context context;
    private final Programs programs;

    Consuming(Context context, Programs programs) {
        this.context = context;
        this.programs = programs;
    }

    @Override
    public void run() throws Exception {
        String plainName = "plain.quorum";
        SpringProgram hello = programs.service("hello-service");
        SpringProgram plain =
                programs.main(
                        plainName, PlainService.class, Programs.plainSettings(plainName, "quorum"));
        RawProgram raw = programs.raw();
        programs.awaitReady();
        List<Subject> subjects = new ArrayList<>();
        subjects.add(service(HELLO, hello, "hello"));
        subjects.add(service(Publishing.plain("quorum", ""), plain, Programs.queueOf(plainName)));
        subjects.add(new Drain(context, RAW, "bench.drained", raw.cpu(), rawConsumer(raw)));
        subjects.add(new PerfTestDrain(context, PERF_TEST));
        new Rounds(context, "consume", subjects).run(List.of(LOAD));
    }

    private Drain service(String name, SpringProgram program, String queue) {
        return new Drain(context, name, queue, program.program().cpu(), program::setConsumer);
    }

    private Drain.Consumer rawConsumer(RawProgram raw) {
        Options options = context.options();
        String start =
                "consume bench.drained %d %d".formatted(options.prefetch(), options.ackEvery());
        return running -> raw.send(running ? start : "stop");
    }
}
