package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.rabbit.support.MessagePropertiesConverter;

/** Converts what RabbitMQ's own client receives to Spring's message. */
public final class Deliveries {

    private static final MessagePropertiesConverter PROPERTIES =
            new DefaultMessagePropertiesConverter();

    private Deliveries() {}

    /**
     * The message of a delivery from this queue.
     *
     * @param consumer the consumer's tag, or null if the message was pulled
     */
    public static Message toMessage(
            Envelope envelope,
            AMQP.BasicProperties received,
            byte[] body,
            String queue,
            @Nullable String consumer) {
        MessageProperties properties = PROPERTIES.toMessageProperties(received, envelope, "UTF-8");
        properties.setConsumerQueue(queue);
        if (consumer != null) {
            properties.setConsumerTag(consumer);
        }
        return new Message(body, properties);
    }
}
