package dev.rabbitpatterns.benchmarks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param parts which of the parts
 * @param isShort whether this only tries that everything works
 * @param rounds how often everything is measured
 * @param warmUp how long a subject runs before each measurement
 * @param time how long each measurement takes
 * @param firstWarmUp how long each subject runs once, before the first round
 * @param loads with how many connections
 * @param backlog how many messages are drained
 * @param copied how many messages are copied to all subscribers
 * @param prefetch of hello-service's consumer, for the others to have the same
 * @param ackEvery how many messages its consumer acknowledges at once
 */
record Options(
        Set<String> parts,
        boolean isShort,
        int rounds,
        Duration warmUp,
        Duration time,
        Duration firstWarmUp,
        List<Integer> loads,
        int backlog,
        int copied,
        int prefetch,
        int ackEvery) {

    static final List<String> ALL = List.of("publish", "consume", "rpc", "fanout", "startup");

    /** As messaging-defaults.yml has it for hello-service. */
    private static final int PREFETCH = 50;

    private static final int ACK_EVERY = 1;

    static Options parse(List<String> arguments) {
        Deque<String> words = new ArrayDeque<>(arguments);
        Set<String> parts = new LinkedHashSet<>();
        Options options = arguments.contains("--short") ? brief() : full();
        while (!words.isEmpty()) {
            String word = words.pop();
            switch (word) {
                case "--short" -> {}
                case "--rounds" -> options = options.withRounds(number(word, words));
                case "--seconds" -> options = options.withSeconds(number(word, words));
                case "--prefetch" -> options = options.withPrefetch(number(word, words));
                case "--ack-every" -> options = options.withAckEvery(number(word, words));
                case "all" -> parts.addAll(ALL);
                default -> parts.add(partOf(word));
            }
        }
        return options.with(parts.isEmpty() ? new LinkedHashSet<>(ALL) : parts);
    }

    private static Options full() {
        return new Options(
                Set.of(),
                false,
                5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                Duration.ofSeconds(10),
                List.of(64, 1, 16, 256),
                100_000,
                5_000,
                PREFETCH,
                ACK_EVERY);
    }

    private static Options brief() {
        return new Options(
                Set.of(),
                true,
                1,
                Duration.ofMillis(300),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                List.of(64, 1),
                4_000,
                200,
                PREFETCH,
                ACK_EVERY);
    }

    private static String partOf(String word) {
        if (!ALL.contains(word)) {
            throw new IllegalArgumentException(
                    "There is no '" + word + "' to measure; there are: " + ALL + ", all");
        }
        return word;
    }

    private static int number(String option, Deque<String> words) {
        String word = words.isEmpty() ? "" : words.pop();
        if (!word.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(option + " takes a number, like " + option + " 3");
        }
        return Integer.parseInt(word);
    }

    private Options with(Set<String> these) {
        return new Options(
                these,
                isShort,
                rounds,
                warmUp,
                time,
                firstWarmUp,
                loads,
                backlog,
                copied,
                prefetch,
                ackEvery);
    }

    private Options withRounds(int number) {
        return new Options(
                parts,
                isShort,
                number,
                warmUp,
                time,
                firstWarmUp,
                loads,
                backlog,
                copied,
                prefetch,
                ackEvery);
    }

    private Options withSeconds(int seconds) {
        return new Options(
                parts,
                isShort,
                rounds,
                warmUp,
                Duration.ofSeconds(seconds),
                firstWarmUp,
                loads,
                backlog,
                copied,
                prefetch,
                ackEvery);
    }

    private Options withPrefetch(int number) {
        return new Options(
                parts,
                isShort,
                rounds,
                warmUp,
                time,
                firstWarmUp,
                loads,
                backlog,
                copied,
                number,
                ackEvery);
    }

    private Options withAckEvery(int number) {
        return new Options(
                parts,
                isShort,
                rounds,
                warmUp,
                time,
                firstWarmUp,
                loads,
                backlog,
                copied,
                prefetch,
                number);
    }
}
