package dev.rabbitpatterns.benchmarks;

import module java.base;

/**
 * Measures all subjects of a part in turn, several times: A B C, A B C. Whatever else slows the
 * machine then slows all of them.
 */
record Rounds(String part, List<Subject> subjects, Results results) {

    /** A program under the name of the report, and the loads to measure it at. */
    record Subject(String name, List<Integer> loads, Program program) {}

    /** What can be measured. */
    interface Program {

        /** Runs before the first round, if it does not start cold. */
        default void warmUp() throws Exception {}

        /** Takes one measurement, and returns its figures by their names. */
        Map<String, Double> measure(int load) throws Exception;
    }

    private static final long START = System.nanoTime();

    /** Lets the broker finish its writes, and a service the requests that nobody awaits. */
    private static final long SETTLE_MILLIS = 500;

    void run() throws Exception {
        for (Subject subject : subjects) {
            say(part + ", " + subject.name() + " warms up");
            subject.program().warmUp();
        }
        List<Integer> loads = subjects.stream().flatMap(it -> it.loads().stream()).toList();
        for (int round = 1; round <= Options.ROUNDS; round++) {
            for (int load : loads.stream().distinct().toList()) {
                measure(round, load);
            }
        }
    }

    private void measure(int round, int load) throws Exception {
        for (Subject subject : subjects) {
            if (subject.loads().contains(load)) {
                say("%s, round %d at %d: %s".formatted(part, round, load, subject.name()));
                Map<String, Double> figures = subject.program().measure(load);
                results.add(new Results.Key(part, subject.name(), load), figures);
                Thread.sleep(SETTLE_MILLIS);
            }
        }
    }

    /** Progress goes to standard error: standard output has the report and nothing else. */
    static void say(String line) {
        System.err.printf("[%4d s] %s%n", (System.nanoTime() - START) / 1_000_000_000, line);
    }
}
