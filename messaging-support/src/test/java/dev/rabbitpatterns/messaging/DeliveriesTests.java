package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message can be read whatever properties its publisher has set. */
class DeliveriesTests {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 255})
    void everyDeliveryModeCanBeRead(int mode) {
        var properties = new AMQP.BasicProperties.Builder().deliveryMode(mode).build();

        var message =
                Deliveries.toMessage(
                        new Delivery(
                                new Envelope(1, false, "", "hello"), properties, new byte[] {1}),
                        "hello",
                        null);

        assertThat(message.getMessageProperties().getReceivedDeliveryMode()).isNotNull();
    }
}
