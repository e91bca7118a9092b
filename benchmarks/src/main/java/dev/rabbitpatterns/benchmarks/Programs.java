package dev.rabbitpatterns.benchmarks;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All started programs, so that parts can share them and all are stopped at the end. */
final class Programs implements AutoCloseable {

    private final Map<String, SpringProgram> spring = new LinkedHashMap<>();
    private final Set<String> ready = new HashSet<>();
    private @Nullable RawProgram raw;

    /** Starts a service of the suite; {@link #awaitReady} waits for it. */
    SpringProgram service(String name) throws IOException {
        SpringProgram program = spring.get(name);
        if (program == null) {
            program = SpringProgram.service(name);
            spring.put(name, program);
        }
        return program;
    }

    /** Starts a service of this module; {@link #awaitReady} waits for it. */
    SpringProgram main(String name, Class<?> main, Map<String, String> settings)
            throws IOException {
        SpringProgram program = spring.get(name);
        if (program == null) {
            program = SpringProgram.main(name, main, settings);
            spring.put(name, program);
        }
        return program;
    }

    /** The queue settings of the plain service with this name. */
    static Map<String, String> plainSettings(String name, String queueType) {
        return Map.of(
                "PLAIN_QUEUE", queueOf(name),
                "PLAIN_QUORUM", Boolean.toString(queueType.equals("quorum")),
                "PLAIN_CALLS", queueOf(name) + ".calls");
    }

    static String queueOf(String name) {
        return "bench." + name;
    }

    RawProgram raw() throws IOException {
        RawProgram program = raw;
        if (program == null) {
            program = RawProgram.start();
            raw = program;
        }
        return program;
    }

    void awaitReady() throws IOException, InterruptedException {
        for (Map.Entry<String, SpringProgram> one : spring.entrySet()) {
            one.getValue().awaitReady();
            if (ready.add(one.getKey())) {
                Console.say(one.getKey() + " is ready");
            }
        }
    }

    @Override
    public void close() {
        if (raw != null) {
            raw.close();
        }
        spring.values().parallelStream().forEach(SpringProgram::close);
    }
}
