package dev.rabbitpatterns.messaging.consume;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DELIVERED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.REQUEUED;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import dev.rabbitpatterns.messaging.Deliveries;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.retry.MessageRecoverer;

/**
 * Takes one message from a queue by {@code basic.get}, and acknowledges it after the work. {@code
 * RabbitTemplate.receive} acknowledges it before.
 *
 * <p>Use it to look at a queue by hand. A program should let the broker push: polling costs a round
 * trip each time, even if the queue is empty.
 */
public final class PullConsumer {

    private final RabbitTemplate template;
    private final TextMessageConverter converter;
    private final MessageRecoverer recoverer;
    private final MessageEvents events;
    private final MessageTrace trace;

    PullConsumer(
            ConnectionFactory connections,
            TextMessageConverter converter,
            MessageRecoverer recoverer,
            MessageEvents events,
            MessageTrace trace) {
        this.template = new RabbitTemplate(connections);
        this.converter = converter;
        this.recoverer = recoverer;
        this.events = events;
        this.trace = trace;
    }

    /** The next message for which the work succeeds, or none; the others are dead-lettered. */
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
            Message message = Deliveries.toMessage(response, queue);
            events.emit(MessageEvent.incoming(DELIVERED, message));
            long tag = response.getEnvelope().getDeliveryTag();
            ReceivedMessage received;
            try {
                received = trace.during(queue + " receive", message, () -> process(message, work));
            } catch (RuntimeException e) {
                // The channel goes back to a cache, where it would hold on to the message.
                channel.basicNack(tag, false, true);
                events.emit(MessageEvent.incoming(REQUEUED, message).because(e.getMessage()));
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
            recoverer.recover(message, e);
            return null;
        }
    }
}
