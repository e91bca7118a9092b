package dev.rabbitpatterns.messaging.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.impl.LongStringHelper;
import dev.rabbitpatterns.messaging.Deliveries;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** Another program may set headers of any type and size. */
class MessageHeadTests {

    @Test
    void tellsEveryPropertyThatIsSet() {
        MessageHead head =
                received(
                        new AMQP.BasicProperties.Builder()
                                .contentType("text/plain")
                                .contentEncoding("UTF-8")
                                .deliveryMode(2)
                                .priority(7)
                                .correlationId("a correlation")
                                .replyTo("a queue")
                                .expiration("60000")
                                .timestamp(Date.from(Instant.ofEpochMilli(1_000_000)))
                                .type("a type")
                                .userId("a user")
                                .appId("an app")
                                .clusterId("a cluster"));

        assertThat(head.properties())
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("content-type", "text/plain"),
                                Map.entry("content-encoding", "UTF-8"),
                                Map.entry("delivery-mode", 2),
                                Map.entry("priority", 7),
                                Map.entry("correlation-id", "a correlation"),
                                Map.entry("reply-to", "a queue"),
                                Map.entry("expiration", "60000"),
                                Map.entry("timestamp", "1970-01-01T00:16:40Z"),
                                Map.entry("type", "a type"),
                                Map.entry("user-id", "a user"),
                                Map.entry("app-id", "an app"),
                                Map.entry("cluster-id", "a cluster")));
        assertThat(head.bodySize()).isEqualTo(3);
        assertThat(head.shortened()).isFalse();
    }

    @Test
    void aMessageWithoutPropertiesHasNone() {
        MessageHead head = received(new AMQP.BasicProperties.Builder());

        assertThat(head.properties()).isEmpty();
        assertThat(head.headers()).isEmpty();
    }

    @Test
    void aMessageOfOursTellsThatItIsPersistent() {
        var converter = new TextMessageConverter("a-service", DataSize.ofKilobytes(1));

        assertThat(MessageHead.of(converter.toMessage("text", "an id")).properties())
                .containsEntry("delivery-mode", 2)
                .containsEntry("content-type", "text/plain")
                .containsEntry("app-id", "a-service")
                .containsKey("timestamp");
    }

    @Test
    void aHeaderOfAnyTypeBecomesWhatJsonCanCarry() {
        Map<String, Object> odd = new HashMap<>();
        odd.put("nothing", null);
        odd.put("flag", true);
        odd.put("exact", 1L << 52);
        odd.put("inexact", Long.MAX_VALUE);
        odd.put("lowest", Long.MIN_VALUE);
        odd.put("decimal", new BigDecimal("1.50"));
        odd.put("not a number", Double.NaN);
        odd.put("bytes", new byte[] {0, 127, -1});
        odd.put("time", Date.from(Instant.EPOCH));
        odd.put("long string", LongStringHelper.asLongString("of the client"));
        odd.put("table", Map.of("list", List.of(1, "two", Map.of("three", 3))));
        odd.put("half a pair \ud83d", "\udc07 half");

        assertThat(headersOf(odd).headers())
                .containsEntry("nothing", "null")
                .containsEntry("flag", true)
                .containsEntry("exact", 1L << 52)
                .containsEntry("inexact", "9223372036854775807")
                .containsEntry("lowest", "-9223372036854775808")
                .containsEntry("decimal", "1.50")
                .containsEntry("not a number", "NaN")
                .containsEntry("bytes", "0x007fff")
                .containsEntry("time", "1970-01-01T00:00:00Z")
                .containsEntry("long string", "of the client")
                .containsEntry("table", Map.of("list", List.of(1, "two", Map.of("three", 3))))
                .containsEntry("half a pair ?", "? half");
        assertThat(json(headersOf(odd))).contains("0x007fff");
    }

    static Stream<Map<String, Object>> large() {
        Object deep = 1;
        for (int level = 0; level < 1000; level++) {
            deep = level % 2 == 0 ? List.of(deep) : Map.of("level", deep);
        }
        return Stream.of(
                Map.of("text", "x".repeat(100_000)),
                Map.of("n".repeat(100_000), 1),
                Map.of("bytes", new byte[100_000]),
                Map.of("control characters", "\u0001".repeat(100_000)),
                Map.of("list", Collections.nCopies(10_000, 1)),
                Map.of("lists", Collections.nCopies(10_000, List.of())),
                Map.of("deep", deep),
                IntStream.range(0, 10_000)
                        .boxed()
                        .collect(Collectors.toMap(String::valueOf, n -> n)),
                IntStream.range(0, 100)
                        .boxed()
                        .collect(Collectors.toMap(String::valueOf, n -> "兔".repeat(1000))));
    }

    @ParameterizedTest
    @MethodSource("large")
    void whatIsTooLargeIsShortenedAndSaysSo(Map<String, Object> headers) {
        MessageHead head = headersOf(headers);

        assertThat(head.shortened()).isTrue();
        assertThat(json(head)).hasSizeLessThan(MessageHead.MAX_BYTES);
    }

    @Test
    void oneLongHeaderLeavesRoomForTheOthers() {
        Map<String, Object> headers = new HashMap<>();
        headers.put("long", "x".repeat(100_000));
        headers.put("long too", new byte[100_000]);
        headers.put("short", "seen");

        assertThat(headersOf(headers).headers())
                .containsEntry("short", "seen")
                .hasEntrySatisfying(
                        "long too", bytes -> assertThat(bytes.toString()).endsWith("…"));
    }

    private static MessageHead headersOf(Map<String, Object> headers) {
        var message =
                Deliveries.toMessage(
                        new Delivery(
                                new Envelope(1, false, "", "queue"),
                                new AMQP.BasicProperties(),
                                new byte[0]),
                        "queue",
                        "consumer");
        message.getMessageProperties().getHeaders().putAll(headers);
        return MessageHead.of(message);
    }

    private static MessageHead received(AMQP.BasicProperties.Builder properties) {
        return MessageHead.of(
                Deliveries.toMessage(
                        new Delivery(
                                new Envelope(1, false, "", "queue"),
                                properties.build(),
                                new byte[3]),
                        "queue",
                        "consumer"));
    }

    private static String json(MessageHead head) {
        return JsonMapper.shared().writeValueAsString(head);
    }
}
