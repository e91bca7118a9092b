package dev.rabbitpatterns.benchmarks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param parts which of the parts
 * @param isShort whether this only tries that everything works
 * @param rounds how often everything is measured
 * @param warmUp how long a subject runs before each measurement
 * @param time how long each measurement takes
 * @param firstWarmUp how long each subject runs at a time before the first round, until it gets no
 *     faster
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

    /** As hello-service has it. */
    private static final int PREFETCH = 64;

    private static final int ACK_EVERY = 32;

    /** The usual load first, since it is what most ratios are about. */
    private static final List<Integer> LOADS = List.of(64, 1, 16, 256);

    static Options parse(List<String> arguments) {
        Deque<String> words = new ArrayDeque<>(arguments);
        Set<String> parts = new LinkedHashSet<>();
        Map<String, Integer> numbers = new HashMap<>();
        boolean isShort = false;
        while (!words.isEmpty()) {
            String word = words.pop();
            switch (word) {
                case "--short" -> isShort = true;
                case "--rounds", "--seconds", "--prefetch", "--ack-every" ->
                        numbers.put(word, number(word, words));
                default -> parts.addAll(partsOf(word));
            }
        }
        Set<String> wanted = parts.isEmpty() ? Set.copyOf(ALL) : parts;
        return isShort ? brief(wanted, numbers) : full(wanted, numbers);
    }

    private static Options full(Set<String> parts, Map<String, Integer> numbers) {
        return new Options(
                parts,
                false,
                numbers.getOrDefault("--rounds", 5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(numbers.getOrDefault("--seconds", 4)),
                Duration.ofSeconds(5),
                LOADS,
                100_000,
                5_000,
                numbers.getOrDefault("--prefetch", PREFETCH),
                numbers.getOrDefault("--ack-every", ACK_EVERY));
    }

    private static Options brief(Set<String> parts, Map<String, Integer> numbers) {
        return new Options(
                parts,
                true,
                numbers.getOrDefault("--rounds", 1),
                Duration.ofMillis(300),
                Duration.ofSeconds(numbers.getOrDefault("--seconds", 1)),
                Duration.ofMillis(300),
                LOADS.subList(0, 1),
                20_000,
                50,
                numbers.getOrDefault("--prefetch", PREFETCH),
                numbers.getOrDefault("--ack-every", ACK_EVERY));
    }

    private static Collection<String> partsOf(String word) {
        if (word.equals("all")) {
            return ALL;
        }
        if (!ALL.contains(word)) {
            throw new IllegalArgumentException(
                    "There is no '%s' to measure; there are: %s, all"
                            .formatted(word, String.join(", ", ALL)));
        }
        return List.of(word);
    }

    private static int number(String option, Deque<String> words) {
        String word = words.isEmpty() ? "" : words.pop();
        if (!word.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(
                    "%s takes a number, like this: %s 3".formatted(option, option));
        }
        return Integer.parseInt(word);
    }
}
