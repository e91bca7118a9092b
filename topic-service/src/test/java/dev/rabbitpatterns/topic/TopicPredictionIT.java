package dev.rabbitpatterns.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rabbitpatterns.test.RoutingOracle;
import dev.rabbitpatterns.test.RoutingOracle.Attributes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the predicted routing of a topic exchange with that of the broker. */
class TopicPredictionIT {

    /** Fewer than the keys: each needs a queue, which costs the broker more than a message. */
    private static final int PATTERNS = 200;

    private static final int KEYS = 1000;

    /**
     * A small vocabulary, so that patterns often match keys, with words that could be mistaken for
     * wildcards.
     */
    private static final List<String> WORDS =
            List.of("a", "a", "b", "b", "c", "", "*", "#", "ab", "a*");

    @Test
    void randomPatternsAndKeysAreRoutedAsPredicted() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Attributes> patterns = randomAttributes(PATTERNS, random, true);
        List<Attributes> keys = randomAttributes(KEYS, random, false);

        boolean[][] routed = RoutingOracle.ask("topic", patterns, keys);

        int matches = 0;
        for (int p = 0; p < PATTERNS; p++) {
            for (int k = 0; k < KEYS; k++) {
                String pattern = patterns.get(p).key();
                String key = keys.get(k).key();
                assertThat(new TopicPattern(pattern).matches(key))
                        .as("pattern '%s', key '%s', seed %d", pattern, key, seed)
                        .isEqualTo(routed[p][k]);
                matches += routed[p][k] ? 1 : 0;
            }
        }
        assertThat(matches).isBetween(PATTERNS * KEYS / 100, PATTERNS * KEYS / 2);
    }

    private static List<Attributes> randomAttributes(int number, Random random, boolean patterns) {
        return IntStream.range(0, number)
                .mapToObj(i -> new Attributes(words(random, patterns), Map.of()))
                .toList();
    }

    /** RabbitMQ 4.3 rejects patterns with more than two # wildcards. */
    private static String words(Random random, boolean pattern) {
        return Stream.generate(() -> anyWords(random, pattern))
                .filter(words -> words.chars().filter(character -> character == '#').count() <= 2)
                .findFirst()
                .orElseThrow();
    }

    private static String anyWords(Random random, boolean pattern) {
        return IntStream.range(0, random.nextInt(6))
                .mapToObj(i ->
                        pattern && random.nextInt(3) == 0
                                ? (random.nextBoolean() ? "*" : "#")
                                : WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining("."));
    }
}
