package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.rabbitmq.client.AMQP;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

class ForwardedMessageTests {

    private static final int MAX_FRAME_BYTES = 128 * 1024;

    private final MessageProperties original = new MessageProperties();

    @Test
    void keepsBodyIdentityAndPlainHeaders() {
        original.setMessageId("4711");
        original.setContentType("text/plain");
        original.setAppId("another program");
        original.setCorrelationId("1");
        original.setHeader(
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01");
        original.setHeader("pages", 3);
        original.setHeader("draft", true);

        Message forwarded = forward();

        assertThat(forwarded.getBody()).asString(StandardCharsets.UTF_8).isEqualTo("the body");
        MessageProperties properties = forwarded.getMessageProperties();
        assertThat(properties.getMessageId()).isEqualTo("4711");
        assertThat(properties.getContentType()).isEqualTo("text/plain");
        assertThat(properties.getAppId()).isEqualTo("another program");
        assertThat(properties.getCorrelationId()).isEqualTo("1");
        assertThat(properties.getHeaders()).isEqualTo(original.getHeaders());
        assertThat(properties.getDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);
    }

    @Test
    void dropsWhatTheBrokerWouldActOn() {
        original.setExpiration("1");
        original.setPriority(255);
        original.setUserId("somebody");
        original.setReplyTo("task_queue");
        original.setHeader("CC", List.of("task_queue"));
        original.setHeader("BCC", "task_queue");
        original.setHeader("x-death", List.of(Map.of("count", 7)));
        original.setHeader("x-delivery-count", -1);
        original.setHeader(ForwardedMessage.PUBLISH_NUMBER, 1L);

        MessageProperties properties = forward().getMessageProperties();

        assertThat(properties.getExpiration()).isNull();
        assertThat(properties.getPriority()).isEqualTo(MessageProperties.DEFAULT_PRIORITY);
        assertThat(properties.getUserId()).isNull();
        assertThat(properties.getReplyTo()).isNull();
        assertThat(properties.getHeaders()).isEmpty();
    }

    @Test
    void limitsHeadersToLeaveRoomForOurs() {
        IntStream.range(0, 2_000).forEach(n -> original.setHeader("header-" + n, "ü".repeat(400)));
        original.setHeader("long", "x".repeat(MAX_FRAME_BYTES - 1_000));
        original.setHeader("n".repeat(255), "x".repeat(1_000));
        original.setHeader("nested", Map.of("deep", List.of("x".repeat(1_000))));

        int bytes =
                forward().getMessageProperties().getHeaders().entrySet().stream()
                        .mapToInt(header -> bytes(header.getKey()) + bytes(header.getValue()))
                        .sum();

        assertThat(bytes).isLessThanOrEqualTo(MAX_FRAME_BYTES / 2);
    }

    @Test
    void treatsAnEmptyIdAsMissing() {
        original.setMessageId("");

        assertThat(forward().getMessageProperties().getMessageId()).isNull();
    }

    /** Decoding turns each invalid byte into U+FFFD, which takes three bytes in UTF-8. */
    @Test
    void dropsWhatDoesNotFitIntoAShortString() {
        String tooLong = "\ufffd".repeat(86);
        original.setMessageId(tooLong);
        original.setContentType(tooLong);
        original.setContentEncoding(tooLong);
        original.setCorrelationId(tooLong);
        original.setType(tooLong);
        original.setAppId(tooLong);
        original.setHeader(tooLong, "x");

        AMQP.BasicProperties sent =
                new DefaultMessagePropertiesConverter()
                        .fromMessageProperties(forward().getMessageProperties(), "UTF-8");

        assertThat(sent.getCorrelationId()).isNull();
        assertThat(sent.getHeaders()).isEmpty();
        assertThatNoException().isThrownBy(() -> sent.toFrame(1, 0));
    }

    private Message forward() {
        return ForwardedMessage.of(
                new Message("the body".getBytes(StandardCharsets.UTF_8), original));
    }

    private static int bytes(Object value) {
        return String.valueOf(value).getBytes(StandardCharsets.UTF_8).length;
    }
}
