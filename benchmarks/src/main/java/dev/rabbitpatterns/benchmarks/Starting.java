package dev.rabbitpatterns.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The time from the start of a process to its first answer. */
final class Starting implements Part {

    static final String JAR = "hello-service, java -jar";
    static final String LAUNCHER = "hello-service, as ./patterns starts it";

    private static final String SERVICE = "hello-service";

    private final Context context;

    Starting(Context context) {
        this.context = context;
    }

    @Override
    public void run() throws IOException {
        // The launcher has extracted and rehearsed it in the same way as for ./patterns up.
        Path app = Path.of(System.getenv().getOrDefault("BENCH_APP", ".patterns/bench/app"));
        String jar = app.resolve(SERVICE + ".jar").toString();
        String cache = "-XX:AOTCache=" + app.resolve("service.aot");
        String beans =
                "-Dspring.aot.enabled=" + Files.readString(app.resolve("beans-worked-out")).strip();
        List<Subject> subjects = new ArrayList<>();
        subjects.add(
                new Start(JAR, SERVICE, List.of("-jar", SpringProgram.jarOf(SERVICE).toString())));
        if (!context.options().isShort()) {
            subjects.add(new Start("hello-service, extracted", SERVICE, List.of("-jar", jar)));
        }
        subjects.add(new Start(LAUNCHER, SERVICE, List.of(cache, beans, "-jar", jar)));
        new Rounds(context, "startup", subjects).run(List.of(1));
    }
}
