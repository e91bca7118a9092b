package dev.rabbitpatterns.benchmarks;

/** How often everything is measured and for how long, from the launcher's system properties. */
final class Options {

    /** Whether the run only checks that everything works. */
    static final boolean SHORT = Boolean.getBoolean("bench.short");

    static final int ROUNDS = Integer.getInteger("bench.rounds", SHORT ? 1 : 5);
    static final int SECONDS = Integer.getInteger("bench.seconds", SHORT ? 1 : 4);

    // For how many seconds a program runs before the first round, in which a JVM compiles it,
    // before each measurement, and before it is measured if it starts cold.
    static final int FIRST_WARM_UP = SHORT ? 0 : 30;
    static final int WARM_UP = SHORT ? 0 : 1;
    static final int COLD_WARM_UP = SHORT ? 1 : 4;

    /** How many messages are drained. */
    static final int BACKLOG = SHORT ? 10_000 : 100_000;

    private Options() {}
}
