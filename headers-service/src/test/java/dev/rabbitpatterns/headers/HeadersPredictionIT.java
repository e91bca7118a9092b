package dev.rabbitpatterns.headers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rabbitpatterns.test.RoutingOracle;
import dev.rabbitpatterns.test.RoutingOracle.Attributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is predicted of a headers exchange is what the broker's does. */
class HeadersPredictionIT {

    /** Few beside the others, since a queue for each takes the broker longer than a message. */
    private static final int BINDINGS = 200;

    private static final int MESSAGES = 1000;

    private static final List<String> NAMES = List.of("a", "b", "c", "x-d");

    /** As callers write them; some are the same number, and some only nearly. */
    private static final List<String> VALUES =
            List.of(
                    "\"1\"",
                    "\"\"",
                    "\"true\"",
                    "true",
                    "false",
                    "1",
                    "1.0",
                    "10e-1",
                    "-1",
                    "2.5",
                    "0",
                    "0.0",
                    "-0.0",
                    "9007199254740992.0",
                    "9007199254740993",
                    "9223372036854775807",
                    "9223372036854775807.0",
                    "-9223372036854775808",
                    "-9223372036854775808.0",
                    "1e19");

    @Test
    void randomBindingsAndMessagesAreRoutedAsPredicted() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Attributes> bindings = some(BINDINGS, random, true);
        List<Attributes> messages = some(MESSAGES, random, false);

        boolean[][] chosen = RoutingOracle.ask("headers", bindings, messages);

        int matches = 0;
        for (int b = 0; b < BINDINGS; b++) {
            for (int m = 0; m < MESSAGES; m++) {
                Map<String, Object> binding = bindings.get(b).headers();
                Map<String, Object> message = messages.get(m).headers();
                assertThat(new HeadersMatch(binding).matches(message))
                        .as("binding %s, message %s, seed %d", binding, message, seed)
                        .isEqualTo(chosen[b][m]);
                matches += chosen[b][m] ? 1 : 0;
            }
        }
        assertThat(matches).isBetween(BINDINGS * MESSAGES / 100, BINDINGS * MESSAGES / 2);
    }

    private static List<Attributes> some(int number, Random random, boolean bindings) {
        return IntStream.range(0, number)
                .mapToObj(i -> {
                    Map<String, Object> headers = new TreeMap<>(headers(random));
                    if (bindings) {
                        headers.put("x-match", Match.labels().get(random.nextInt(4)));
                    }
                    return new Attributes("", headers);
                })
                .toList();
    }

    private static Map<String, Object> headers(Random random) {
        return NAMES.stream()
                .filter(name -> random.nextBoolean())
                .collect(
                        Collectors.toMap(
                                name -> name,
                                name -> asSent(VALUES.get(random.nextInt(VALUES.size())))));
    }

    private static Object asSent(String json) {
        return Objects.requireNonNull(Headers.valueOf("{\"value\":" + json + "}").get("value"));
    }
}
