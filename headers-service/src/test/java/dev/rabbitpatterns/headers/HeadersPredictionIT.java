package dev.rabbitpatterns.headers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rabbitpatterns.test.RoutingOracle;
import dev.rabbitpatterns.test.RoutingOracle.Attributes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is predicted of a headers exchange is what the broker's does. */
class HeadersPredictionIT {

    private static final int ROUNDS = 20;
    private static final int EACH = 100;

    private static final List<String> NAMES = List.of("a", "b", "c", "x-d");

    /** Without -0.0, of which RabbitMQ 4 says that it is not 0.0, and older ones that it is. */
    private static final List<Object> VALUES =
            List.of(
                    "1",
                    "2",
                    "",
                    "true",
                    1,
                    2,
                    1L,
                    -1,
                    1.0,
                    2.5,
                    0.0,
                    0,
                    true,
                    false,
                    Long.MAX_VALUE);

    @Test
    void thousandsOfRandomBindingsAndMessagesAreRoutedAsPredicted() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int matches = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Attributes> bindings = some(random, true);
            List<Attributes> messages = some(random, false);

            boolean[][] chosen = RoutingOracle.ask("headers", bindings, messages);

            for (int b = 0; b < EACH; b++) {
                for (int m = 0; m < EACH; m++) {
                    Map<String, Object> binding = bindings.get(b).headers();
                    Map<String, Object> message = messages.get(m).headers();
                    assertThat(new HeadersMatch(binding).matches(message))
                            .as("binding %s, message %s, seed %d", binding, message, seed)
                            .isEqualTo(chosen[b][m]);
                    matches += chosen[b][m] ? 1 : 0;
                }
            }
        }
        assertThat(matches).isBetween(ROUNDS * EACH, ROUNDS * EACH * EACH / 2);
    }

    private static List<Attributes> some(Random random, boolean bindings) {
        return IntStream.range(0, EACH)
                .mapToObj(i -> {
                    Map<String, Object> headers = headers(random);
                    if (bindings) {
                        headers.put("x-match", Match.labels().get(random.nextInt(4)));
                    }
                    return new Attributes("", headers);
                })
                .toList();
    }

    private static Map<String, Object> headers(Random random) {
        Map<String, Object> headers = new TreeMap<>();
        for (String name : NAMES) {
            if (random.nextBoolean()) {
                headers.put(name, VALUES.get(random.nextInt(VALUES.size())));
            }
        }
        return headers;
    }
}
