package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.Message;

/** A message can be read whatever properties its publisher has set. */
class DeliveriesTests {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 255})
    void everyDeliveryModeCanBeRead(int mode) {
        var properties = new AMQP.BasicProperties.Builder().deliveryMode(mode).build();

        var message = received(properties);

        assertThat(message.getMessageProperties().getReceivedDeliveryMode()).isNotNull();
    }

    /** Spring casts it to a string before the first attempt, so it would be delivered for ever. */
    @Test
    void aTraceThatIsNoTextIsDropped() {
        Map<String, Object> strange =
                Map.of("traceparent", 42, "tracestate", List.of("a"), "other", 42);
        Map<String, Object> text = Map.of("traceparent", "any text", "tracestate", "");

        assertThat(received(with(strange)).getMessageProperties().getHeaders())
                .containsOnlyKeys("other");
        assertThat(received(with(text)).getMessageProperties().getHeaders())
                .containsOnlyKeys("traceparent", "tracestate");
    }

    private static AMQP.BasicProperties with(Map<String, Object> headers) {
        return new AMQP.BasicProperties.Builder().headers(headers).build();
    }

    private static Message received(AMQP.BasicProperties properties) {
        return Deliveries.toMessage(
                new Delivery(new Envelope(1, false, "", "hello"), properties, new byte[] {1}),
                "hello",
                null);
    }
}
