package dev.rabbitpatterns.messaging.publish;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/** Which messages may come under an id that was used before. */
class UsedIdsTests {

    private final UsedIds ids = new UsedIds(10);

    @Test
    void acceptsTheSameMessageAgain() {
        ids.claim("k", List.of(message("k", "exchange", "info", "text")));

        assertThatNoException()
                .isThrownBy(
                        () -> ids.claim("k", List.of(message("k", "exchange", "info", "text"))));
    }

    @Test
    void rejectsAnotherTextRoutingKeyOrHeader() {
        ids.claim("k", List.of(message("k", "exchange", "info", "text")));
        OutgoingMessage withHeader = message("k", "exchange", "info", "text");
        withHeader.message().getMessageProperties().setHeader("format", "pdf");

        assertRejected("k", message("k", "exchange", "info", "other"));
        assertRejected("k", message("k", "exchange", "error", "text"));
        assertRejected("k", withHeader);
    }

    @Test
    void rejectsAMessageThatIsRepeatedInAnArrayWhereItHasAnotherId() {
        ids.claim("k", List.of(message("k", "exchange", "info", "text")));

        assertRejected("k", message("k 1", "exchange", "info", "text"));
    }

    @Test
    void aRejectedBatchClaimsNothing() {
        ids.claim("k", List.of(message("k 1", "", "hello", "a"), message("k 2", "", "hello", "b")));

        assertRejected("k", message("k 1", "", "hello", "a"), message("k 2", "", "hello", "other"));
        assertRejected("k", message("k 1", "", "hello", "a"));
        assertThatNoException()
                .isThrownBy(() ->
                        ids.claim(
                                "k",
                                List.of(
                                        message("k 1", "", "hello", "a"),
                                        message("k 2", "", "hello", "b"))));
    }

    @Test
    void evictsTheOldestIds() {
        ids.claim("k", List.of(message("k", "", "hello", "a")));
        for (int i = 0; i < 10; i++) {
            ids.claim("k" + i, List.of(message("k" + i, "", "hello", "a")));
        }

        assertThatNoException()
                .isThrownBy(() -> ids.claim("k", List.of(message("k", "", "hello", "other"))));
    }

    @Test
    void rejectsAnotherTextOnTheSameLine() {
        ids.claimLine("k", 1, message("k 1", "", "hello", "a"));

        assertThatNoException()
                .isThrownBy(() -> ids.claimLine("k", 1, message("k 1", "", "hello", "a")));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ids.claimLine("k", 1, message("k 1", "", "hello", "other")));
    }

    @Test
    void rejectsAKeyOfLinesForAnArrayAndViceVersa() {
        ids.claimForLines("lines");
        ids.claim("array", List.of(message("array 1", "", "hello", "a")));

        assertRejected("lines", message("lines 1", "", "hello", "a"));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ids.claimForLines("array"));
    }

    @Test
    void manyLinesDoNotEvictOtherIds() {
        UsedIds small = new UsedIds(20);
        small.claim("k", List.of(message("k", "", "hello", "a")));
        for (int line = 1; line <= 1000; line++) {
            small.claimLine("lines", line, message("lines " + line, "", "hello", "a"));
        }

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> small.claim("k", List.of(message("k", "", "hello", "other"))));
    }

    private void assertRejected(String key, OutgoingMessage... messages) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ids.claim(key, Arrays.asList(messages)));
    }

    private static OutgoingMessage message(
            String id, String exchange, String routingKey, String text) {
        MessageProperties properties = new MessageProperties();
        properties.setMessageId(id);
        return new OutgoingMessage(
                exchange,
                routingKey,
                new Message(text.getBytes(StandardCharsets.UTF_8), properties));
    }
}
