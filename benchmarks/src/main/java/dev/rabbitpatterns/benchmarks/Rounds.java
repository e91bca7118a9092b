package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Key;
import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.List;
import java.util.Map;

/**
 * Measures all subjects in turn, several times: A B C, A B C. Whatever else slows the machine then
 * slows all of them.
 */
final class Rounds {

    /** Lets the broker finish its writes and its garbage collection between measurements. */
    private static final long SETTLE_MILLIS = 500;

    private final Context context;
    private final String part;
    private final List<? extends Subject> subjects;

    Rounds(Context context, String part, List<? extends Subject> subjects) {
        this.context = context;
        this.part = part;
        this.subjects = subjects;
    }

    void run(List<Integer> loads) {
        for (Subject subject : subjects) {
            tryTo(subject.name() + " warms up", subject::warmUp);
        }
        for (int round = 1; round <= context.options().rounds(); round++) {
            for (int load : loads) {
                for (Subject subject : subjects) {
                    if (subject.supports(load)) {
                        measure(round, subject, load);
                    }
                }
            }
        }
    }

    private void measure(int round, Subject subject, int load) {
        String what =
                "%s, round %d of %d, load %d: %s"
                        .formatted(part, round, context.options().rounds(), load, subject.name());
        tryTo(
                what,
                () -> {
                    Map<Metric, Double> measured = subject.measure(load);
                    context.results().add(new Key(part, subject.name(), load), measured);
                    Console.say(what + ": " + inBrief(measured));
                    noteErrors(what, measured);
                    Thread.sleep(context.options().isShort() ? 100 : SETTLE_MILLIS);
                });
    }

    private void noteErrors(String what, Map<Metric, Double> measured) {
        double errors = measured.getOrDefault(Metric.ERRORS, 0.0);
        if (errors > 0) {
            fail(what + ": %.0f requests failed".formatted(errors));
        }
        double lost = measured.getOrDefault(Metric.LOST, 0.0);
        if (lost > 0) {
            fail(what + ": %.0f messages are missing in the queue".formatted(lost));
        }
    }

    private static String inBrief(Map<Metric, Double> measured) {
        Metric metric = measured.containsKey(Metric.RATE) ? Metric.RATE : Metric.START;
        return "%.0f %s".formatted(measured.get(metric), metric == Metric.RATE ? "/s" : "ms");
    }

    /** Reports a failure, and lets the other subjects go on. */
    private void tryTo(String what, Attempt attempt) {
        try {
            attempt.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } catch (Exception e) {
            fail(what + ": " + e);
        }
    }

    private void fail(String what) {
        Console.say("FAILED " + what);
        context.results().addFailure(what);
    }

    /** Something that may fail. */
    interface Attempt {

        void run() throws Exception;
    }
}
