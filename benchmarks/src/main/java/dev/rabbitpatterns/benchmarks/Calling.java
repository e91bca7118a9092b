package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.plain.PlainService;
import java.util.List;

/** Remote calls, by one caller and by many. */
final class Calling implements Part {

    static final String RPC = "rpc-service";
    static final String PLAIN = "plain Spring, convertSendAndReceive";
    static final String RAW = "raw client and server, no REST";

    private final Context context;
    private final Programs programs;

    Calling(Context context, Programs programs) {
        this.context = context;
        this.programs = programs;
    }

    @Override
    public void run() throws Exception {
        String plainName = "plain.quorum";
        SpringProgram rpc = programs.service(RPC);
        SpringProgram plain =
                programs.main(
                        plainName, PlainService.class, Programs.plainSettings(plainName, "quorum"));
        RawProgram raw = programs.raw();
        programs.awaitReady();
        String path = "/fibonacci/" + Payload.FIBONACCI;
        List<Subject> subjects =
                List.of(
                        new HttpCalls(context, RPC, rpc, path),
                        new HttpCalls(context, PLAIN, plain, path),
                        new RawCalling(context, RAW, raw));
        List<Integer> callers = context.options().isShort() ? List.of(64) : List.of(64, 1);
        new Rounds(context, "rpc", subjects).run(callers);
    }
}
