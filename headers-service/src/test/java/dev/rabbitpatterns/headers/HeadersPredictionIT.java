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

/** Compares the predicted routing of a headers exchange with that of the broker. */
class HeadersPredictionIT {

    /** Fewer than the messages: each needs a queue, which costs the broker more. */
    private static final int BINDINGS = 200;

    private static final int MESSAGES = 1000;

    private static final List<String> NAMES = List.of("a", "b", "c", "x-d");

    /** JSON values as callers write them: some are equal numbers, some only nearly equal. */
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
        List<Attributes> bindings = randomAttributes(BINDINGS, random, true);
        List<Attributes> messages = randomAttributes(MESSAGES, random, false);

        boolean[][] routed = RoutingOracle.ask("headers", bindings, messages);

        int matches = 0;
        for (int b = 0; b < BINDINGS; b++) {
            for (int m = 0; m < MESSAGES; m++) {
                Map<String, Object> binding = bindings.get(b).headers();
                Map<String, Object> message = messages.get(m).headers();
                assertThat(new HeadersMatch(binding).matches(message))
                        .as("binding %s, message %s, seed %d", binding, message, seed)
                        .isEqualTo(routed[b][m]);
                matches += routed[b][m] ? 1 : 0;
            }
        }
        assertThat(matches).isBetween(BINDINGS * MESSAGES / 100, BINDINGS * MESSAGES / 2);
    }

    private static List<Attributes> randomAttributes(int number, Random random, boolean bindings) {
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
