package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.rabbit.support.MessagePropertiesConverter;

/** Makes Spring's message of what RabbitMQ's own client received. */
final class RawMessage {

    private static final MessagePropertiesConverter PROPERTIES =
            new DefaultMessagePropertiesConverter();

    private RawMessage() {}

    /**
     * @param consumer who received it, or null if it was pulled
     */
    static Message toMessage(
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
