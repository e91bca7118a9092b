package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.load.Outcome;
import java.time.Duration;

/**
 * Runs a program until it gets no faster: a JVM with a lot of code goes on compiling it for a
 * minute, and who has little is ready in seconds.
 */
final class WarmUp {

    private static final int LEAST = 4;
    private static final int MOST = 16;
    private static final double FASTER = 1.05;

    /** Something that can be run for a while. */
    interface Load {

        Outcome run(Duration time) throws Exception;
    }

    private WarmUp() {}

    static void run(Options options, Load load) throws Exception {
        double best = 0;
        boolean faster = true;
        for (int i = 0; i < (options.isShort() ? 1 : MOST) && (i < LEAST || faster); i++) {
            Outcome outcome = load.run(options.firstWarmUp());
            double rate = outcome.done() / outcome.seconds();
            faster = rate > best * FASTER;
            best = Math.max(best, rate);
        }
    }
}
