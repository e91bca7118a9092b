package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.rabbit.support.MessagePropertiesConverter;

/**
 * Looks through the dead letters of a queue, and replays or deletes the ones that are chosen.
 *
 * <p>Crash-safe: a letter leaves only after its replay is confirmed, so a crash between the two
 * leaves a duplicate under the same message-id and loses nothing.
 */
public final class DeadLetterQueue {

    private static final List<String> MARKS_OF_DEATH = List.of("x-dead-", "x-retry-");

    private final RabbitTemplate template;
    private final ConfirmedPublisher publisher;
    private final MessagePropertiesConverter properties = new DefaultMessagePropertiesConverter();
    private final int most;

    DeadLetterQueue(ConnectionFactory connections, ConfirmedPublisher publisher, int most) {
        this.template = new RabbitTemplate(connections);
        this.publisher = publisher;
        this.most = most;
    }

    /** The dead letters of a queue, oldest first, at most a configured number. */
    public List<DeadLetter> list(String queue) {
        List<DeadLetter> letters = new ArrayList<>();
        forEach(
                queue,
                (letter, message) -> {
                    letters.add(letter);
                    return false;
                });
        return letters;
    }

    /**
     * Sends the chosen letters to their queue again, as if they were new, under their old id. One
     * that had none gets a new one: under an id made up from its body, an equal one would be taken
     * for its duplicate.
     *
     * @param edit what to change in them before that
     * @return how many were replayed
     */
    public int replay(String queue, Predicate<DeadLetter> chosen, UnaryOperator<Message> edit) {
        return forEach(
                queue,
                (letter, message) -> {
                    if (!chosen.test(letter)) {
                        return false;
                    }
                    publisher.publishToQueue(queue, edit.apply(revive(message)));
                    return true;
                });
    }

    /** Deletes the chosen letters, and returns how many there were. */
    public int delete(String queue, Predicate<DeadLetter> chosen) {
        return forEach(queue, (letter, message) -> chosen.test(letter));
    }

    /** Says whether a letter is done with and can leave. */
    private interface Visitor {
        boolean isDone(DeadLetter letter, Message message);
    }

    /** One at a time, because the letters that one visit has in hand are out of another's sight. */
    private synchronized int forEach(String queue, Visitor visitor) {
        Integer done =
                template.execute(channel -> visit(channel, DeadLetters.queueFor(queue), visitor));
        return done != null ? done : 0;
    }

    private int visit(Channel channel, String queue, Visitor visitor) throws IOException {
        List<Long> kept = new ArrayList<>();
        int done = 0;
        try {
            for (int seen = 0; seen < most; seen++) {
                GetResponse response = channel.basicGet(queue, false);
                if (response == null) {
                    break;
                }
                long tag = response.getEnvelope().getDeliveryTag();
                kept.add(tag);
                Message message = message(response);
                if (visitor.isDone(DeadLetter.of(message), message)) {
                    channel.basicAck(tag, false);
                    kept.removeLast();
                    done++;
                }
            }
        } finally {
            for (long tag : kept) {
                channel.basicNack(tag, false, true);
            }
            if (!kept.isEmpty()) {
                // A channel is served in order: with this answer, they are in sight again.
                channel.queueDeclarePassive(queue);
            }
        }
        return done;
    }

    private Message message(GetResponse response) {
        return new Message(
                response.getBody(),
                properties.toMessageProperties(
                        response.getProps(), response.getEnvelope(), "UTF-8"));
    }

    /** The letter as it was before it died: without what was written on it since. */
    private static Message revive(Message dead) {
        Message revived = ForwardedMessage.of(dead);
        MessageProperties was = revived.getMessageProperties();
        if (was.getMessageId() == null) {
            was.setMessageId(UUID.randomUUID().toString());
        }
        was.getHeaders().keySet().removeIf(DeadLetterQueue::isMarkOfDeath);
        return revived;
    }

    private static boolean isMarkOfDeath(String header) {
        return MARKS_OF_DEATH.stream().anyMatch(header::startsWith);
    }
}
