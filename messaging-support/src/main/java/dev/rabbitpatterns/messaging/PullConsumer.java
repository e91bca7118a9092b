package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.DELIVERED;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * Takes one message from a queue when asked, by {@code basic.get}, and acknowledges it after the
 * work.
 *
 * <p>Good for a look by hand. A program that waits for messages lets the broker push them: polling
 * costs a round trip each time, also when there is nothing.
 */
public final class PullConsumer {

    private final RabbitTemplate template;
    private final TextMessageConverter converter;
    private final DeadLetters deadLetters;
    private final MessageEvents events;

    PullConsumer(
            ConnectionFactory connections,
            TextMessageConverter converter,
            DeadLetters deadLetters,
            MessageEvents events) {
        this.template = new RabbitTemplate(connections);
        this.converter = converter;
        this.deadLetters = deadLetters;
        this.events = events;
    }

    /**
     * The next message that the work accepts, or nothing if the queue is empty; what it does not
     * accept is dead-lettered.
     */
    public Optional<ReceivedMessage> pull(String queue, Consumer<ReceivedMessage> work) {
        Optional<ReceivedMessage> received =
                template.execute(channel -> next(channel, queue, work));
        return received != null ? received : Optional.empty();
    }

    private Optional<ReceivedMessage> next(
            Channel channel, String queue, Consumer<ReceivedMessage> work) throws IOException {
        while (true) {
            GetResponse response = channel.basicGet(queue, false);
            if (response == null) {
                return Optional.empty();
            }
            Message message =
                    RawMessage.toMessage(
                            response.getEnvelope(),
                            response.getProps(),
                            response.getBody(),
                            queue,
                            null);
            events.emit(MessageEvent.incoming(DELIVERED, message));
            long tag = response.getEnvelope().getDeliveryTag();
            ReceivedMessage received;
            try {
                received = process(message, work);
            } catch (RuntimeException e) {
                // The channel goes back to a cache; it would keep what it has not acknowledged.
                channel.basicNack(tag, false, true);
                throw e;
            }
            channel.basicAck(tag, false);
            events.emit(MessageEvent.incoming(ACKNOWLEDGED, message));
            if (received != null) {
                return Optional.of(received);
            }
        }
    }

    private @Nullable ReceivedMessage process(Message message, Consumer<ReceivedMessage> work) {
        try {
            ReceivedMessage received = converter.fromMessage(message);
            work.accept(received);
            return received;
        } catch (RuntimeException e) {
            deadLetters.accept(message, e, 1);
            return null;
        }
    }
}
