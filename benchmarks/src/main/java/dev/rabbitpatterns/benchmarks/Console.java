package dev.rabbitpatterns.benchmarks;

/** Progress goes to standard error, so that standard output has the report and nothing else. */
final class Console {

    private static final long START = System.nanoTime();

    private Console() {}

    static void say(String line) {
        System.err.printf("[%4d s] %s%n", (System.nanoTime() - START) / 1_000_000_000, line);
    }
}
