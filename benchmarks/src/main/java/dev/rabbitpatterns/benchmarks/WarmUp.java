package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.load.Outcome;
import java.time.Duration;

/**
 * Runs a program until it gets no faster: a JVM compiles a large program for a minute, and a small
 * one for seconds.
 */
final class WarmUp {

    private static final int MIN_STEPS = 4;
    private static final int MAX_STEPS = 16;
    private static final double FASTER_BY = 1.05;

    /** Something that can be run for a while. */
    interface Load {

        Outcome run(Duration time) throws Exception;
    }

    private WarmUp() {}

    static void run(Options options, Load load) throws Exception {
        double best = 0;
        boolean faster = true;
        for (int i = 0; i < (options.isShort() ? 1 : MAX_STEPS) && (i < MIN_STEPS || faster); i++) {
            Outcome outcome = load.run(options.firstWarmUp());
            double rate = outcome.done() / outcome.seconds();
            faster = rate > best * FASTER_BY;
            best = Math.max(best, rate);
        }
    }
}
