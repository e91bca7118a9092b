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

/** What is predicted of a topic exchange is what the broker's does. */
class TopicPredictionIT {

    private static final int ROUNDS = 20;
    private static final int EACH = 100;

    /**
     * Few words, so that patterns and keys often meet, and those that could be mistaken for
     * wildcards.
     */
    private static final List<String> WORDS =
            List.of("a", "a", "b", "b", "c", "", "*", "#", "ab", "a*");

    @Test
    void thousandsOfRandomPatternsAndKeysAreRoutedAsPredicted() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int matches = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Attributes> patterns = some(random, true);
            List<Attributes> keys = some(random, false);

            boolean[][] chosen = RoutingOracle.ask("topic", patterns, keys);

            for (int p = 0; p < EACH; p++) {
                for (int k = 0; k < EACH; k++) {
                    String pattern = patterns.get(p).key();
                    String key = keys.get(k).key();
                    assertThat(new TopicPattern(pattern).matches(key))
                            .as("pattern '%s', key '%s', seed %d", pattern, key, seed)
                            .isEqualTo(chosen[p][k]);
                    matches += chosen[p][k] ? 1 : 0;
                }
            }
        }
        assertThat(matches).isBetween(ROUNDS * EACH, ROUNDS * EACH * EACH / 2);
    }

    private static List<Attributes> some(Random random, boolean patterns) {
        return IntStream.range(0, EACH)
                .mapToObj(i -> new Attributes(words(random, patterns), Map.of()))
                .toList();
    }

    /** RabbitMQ 4.3 takes no pattern with more than two hashes. */
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
