package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.rabbit.support.MessagePropertiesConverter;

/**
 * Converts deliveries of RabbitMQ's own client to Spring messages, whatever properties they have.
 */
public final class Deliveries {

    /**
     * Accepts any delivery mode. Spring's own converter throws an exception if the mode is neither
     * 1 nor 2, and throws it outside of every retry: the consumer would restart and receive the
     * same message again.
     */
    public static final MessagePropertiesConverter PROPERTIES =
            new DefaultMessagePropertiesConverter() {
                @Override
                public MessageProperties toMessageProperties(
                        AMQP.BasicProperties source, @Nullable Envelope envelope, String charset) {
                    Integer mode = source.getDeliveryMode();
                    boolean known = mode == null || mode == 1 || mode == 2;
                    MessageProperties properties =
                            super.toMessageProperties(
                                    known ? source : source.builder().deliveryMode(1).build(),
                                    envelope,
                                    charset);
                    // Spring has defaults for what the publisher did not set.
                    properties.setContentType(source.getContentType());
                    properties.setPriority(source.getPriority());
                    dropUnlessText(properties.getHeaders());
                    return properties;
                }
            };

    /** W3C's headers for a trace. */
    private static final List<String> TRACE = List.of("traceparent", "tracestate");

    private Deliveries() {}

    /**
     * Drops headers of a trace that are no text. Spring's container casts them to a string outside
     * of every retry, so the message would be delivered again and again.
     */
    private static void dropUnlessText(Map<String, @Nullable Object> headers) {
        TRACE.forEach(name ->
                headers.computeIfPresent(
                        name, (_, value) -> value instanceof String ? value : null));
    }

    /** Converts what was delivered from this queue, to the consumer with this tag if it has one. */
    public static Message toMessage(Delivery delivery, String queue, @Nullable String consumer) {
        MessageProperties properties =
                PROPERTIES.toMessageProperties(
                        delivery.getProperties(), delivery.getEnvelope(), "UTF-8");
        properties.setConsumerQueue(queue);
        properties.setConsumerTag(consumer);
        return new Message(delivery.getBody(), properties);
    }

    /** Converts what was pulled from this queue. */
    public static Message toMessage(GetResponse pulled, String queue) {
        return toMessage(
                new Delivery(pulled.getEnvelope(), pulled.getProps(), pulled.getBody()),
                queue,
                null);
    }
}
