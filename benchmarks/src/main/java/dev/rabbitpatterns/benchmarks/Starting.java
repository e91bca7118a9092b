package dev.rabbitpatterns.benchmarks;

import java.util.List;

/** From the start of a process to its first answer. */
final class Starting implements Part {

    static final String PLAIN_JAR = "hello-service, java -jar";
    static final String LAUNCHER = "hello-service, extracted, with AOT cache";

    private static final String SERVICE = "hello-service";

    private final Context context;

    Starting(Context context) {
        this.context = context;
    }

    /** Another way to start a service is one more line here. */
    @Override
    public void run() throws Exception {
        Extracted extracted = new Extracted(SERVICE);
        List<Subject> subjects =
                List.of(
                        new Start(
                                PLAIN_JAR,
                                SERVICE,
                                () -> List.of("-jar", SpringProgram.jarOf(SERVICE).toString())),
                        new Start(
                                "hello-service, extracted",
                                SERVICE,
                                () -> List.of("-jar", extracted.jar().toString())),
                        new Start(LAUNCHER, SERVICE, extracted::withCache));
        new Rounds(context, "startup", subjects).run(List.of(1));
    }
}
