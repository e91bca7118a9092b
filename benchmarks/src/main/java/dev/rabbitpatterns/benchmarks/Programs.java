package dev.rabbitpatterns.benchmarks;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Those that were started, so that two parts can share one, and all end. */
final class Programs implements AutoCloseable {

    private final Map<String, SpringProgram> spring = new LinkedHashMap<>();
    private final Set<String> ready = new HashSet<>();
    private @Nullable RawProgram raw;

    /** A service of the suite; it is ready after {@link #awaitReady}. */
    SpringProgram service(String name) throws IOException {
        SpringProgram program = spring.get(name);
        if (program == null) {
            program = SpringProgram.service(name);
            spring.put(name, program);
        }
        return program;
    }

    /** A service of this module; it is ready after {@link #awaitReady}. */
    SpringProgram main(String name, Class<?> main, Map<String, String> settings)
            throws IOException {
        SpringProgram program = spring.get(name);
        if (program == null) {
            program = SpringProgram.main(name, main, settings);
            spring.put(name, program);
        }
        return program;
    }

    /** What a plain service of this name is told of its queues. */
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
