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
 * What is measured, how often and for how long.
 *
 * @param parts the parts to measure
 * @param isShort whether the run only checks that everything works
 * @param rounds how often everything is measured
 * @param warmUp how long a subject runs before each measurement
 * @param time how long each measurement takes
 * @param firstWarmUp how long each step of the first warm-up takes, which is repeated until a
 *     subject gets no faster
 * @param loads the numbers of connections
 * @param backlog how many messages are drained
 * @param copied how many messages are copied to all subscribers
 * @param prefetch the prefetch of the consumers that are compared with hello-service
 * @param ackEvery how many messages these consumers acknowledge at once
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

    /** The same as hello-service's. */
    private static final int PREFETCH = 64;

    private static final int ACK_EVERY = 32;

    /** The usual load first, because most ratios are about it. */
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
        return isShort ? shortRun(wanted, numbers) : fullRun(wanted, numbers);
    }

    private static Options fullRun(Set<String> parts, Map<String, Integer> numbers) {
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

    private static Options shortRun(Set<String> parts, Map<String, Integer> numbers) {
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
                    "There is no part '%s'. The parts are: %s, all"
                            .formatted(word, String.join(", ", ALL)));
        }
        return List.of(word);
    }

    private static int number(String option, Deque<String> words) {
        String word = words.isEmpty() ? "" : words.pop();
        if (!word.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(
                    "%s takes a number, for example: %s 3".formatted(option, option));
        }
        return Integer.parseInt(word);
    }
}
