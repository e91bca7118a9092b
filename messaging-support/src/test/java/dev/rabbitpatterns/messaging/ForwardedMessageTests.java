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

    private static final int FRAME = 128 * 1024;

    private final MessageProperties foreign = new MessageProperties();

    @Test
    void whatAMessageIsGoesAlong() {
        foreign.setMessageId("4711");
        foreign.setContentType("text/plain");
        foreign.setAppId("another program");
        foreign.setCorrelationId("1");
        foreign.setHeader("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01");
        foreign.setHeader("pages", 3);
        foreign.setHeader("draft", true);

        Message forwarded = forward();

        assertThat(forwarded.getBody()).asString(StandardCharsets.UTF_8).isEqualTo("the body");
        MessageProperties properties = forwarded.getMessageProperties();
        assertThat(properties.getMessageId()).isEqualTo("4711");
        assertThat(properties.getContentType()).isEqualTo("text/plain");
        assertThat(properties.getAppId()).isEqualTo("another program");
        assertThat(properties.getCorrelationId()).isEqualTo("1");
        assertThat(properties.getHeaders()).isEqualTo(foreign.getHeaders());
        assertThat(properties.getDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);
    }

    @Test
    void whatTheBrokerWouldActOnStaysBehind() {
        foreign.setExpiration("1");
        foreign.setPriority(255);
        foreign.setUserId("somebody");
        foreign.setReplyTo("task_queue");
        foreign.setHeader("CC", List.of("task_queue"));
        foreign.setHeader("BCC", "task_queue");
        foreign.setHeader("x-death", List.of(Map.of("count", 7)));
        foreign.setHeader("x-delivery-count", -1);
        foreign.setHeader(ForwardedMessage.PUBLISH_NUMBER, 1L);

        MessageProperties properties = forward().getMessageProperties();

        assertThat(properties.getExpiration()).isNull();
        assertThat(properties.getPriority()).isEqualTo(MessageProperties.DEFAULT_PRIORITY);
        assertThat(properties.getUserId()).isNull();
        assertThat(properties.getReplyTo()).isNull();
        assertThat(properties.getHeaders()).isEmpty();
    }

    @Test
    void whateverTheHeadersAreTheyLeaveRoomForOurs() {
        IntStream.range(0, 2_000).forEach(n -> foreign.setHeader("header-" + n, "ü".repeat(400)));
        foreign.setHeader("long", "x".repeat(FRAME - 1_000));
        foreign.setHeader("n".repeat(255), "x".repeat(1_000));
        foreign.setHeader("nested", Map.of("deep", List.of("x".repeat(1_000))));

        int bytes =
                forward().getMessageProperties().getHeaders().entrySet().stream()
                        .mapToInt(header -> bytes(header.getKey()) + bytes(header.getValue()))
                        .sum();

        assertThat(bytes).isLessThanOrEqualTo(FRAME / 2);
    }

    @Test
    void anEmptyIdIsNone() {
        foreign.setMessageId("");

        assertThat(forward().getMessageProperties().getMessageId()).isNull();
    }

    /** As they are read: each byte that is no UTF-8 has become three. */
    @Test
    void whatNoShortTextCanHoldStaysBehind() {
        String tooLong = "\ufffd".repeat(86);
        foreign.setMessageId(tooLong);
        foreign.setContentType(tooLong);
        foreign.setContentEncoding(tooLong);
        foreign.setCorrelationId(tooLong);
        foreign.setType(tooLong);
        foreign.setAppId(tooLong);
        foreign.setHeader(tooLong, "x");

        AMQP.BasicProperties sent =
                new DefaultMessagePropertiesConverter()
                        .fromMessageProperties(forward().getMessageProperties(), "UTF-8");

        assertThat(sent.getCorrelationId()).isNull();
        assertThat(sent.getHeaders()).isEmpty();
        assertThatNoException().isThrownBy(() -> sent.toFrame(1, 0));
    }

    private Message forward() {
        return ForwardedMessage.of(
                new Message("the body".getBytes(StandardCharsets.UTF_8), foreign));
    }

    private static int bytes(Object value) {
        return String.valueOf(value).getBytes(StandardCharsets.UTF_8).length;
    }
}
