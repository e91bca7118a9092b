package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.amqp.core.Message;

/**
 * Acknowledges the deliveries of one channel that are done: so many with one word, or those of the
 * last moment.
 */
final class GroupAck {

    private final Channel channel;
    private final int together;
    private final Executor inAMoment;
    private final Consumer<Message> acknowledged;
    private final List<Message> done = new ArrayList<>();

    /**
     * @param together how many are acknowledged at once
     * @param within how long the first of them waits for the others
     * @param acknowledged called for each afterwards
     */
    GroupAck(Channel channel, int together, Duration within, Consumer<Message> acknowledged) {
        this.channel = channel;
        this.together = together;
        this.acknowledged = acknowledged;
        this.inAMoment =
                CompletableFuture.delayedExecutor(
                        within.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread);
    }

    /** To be called in the order in which the messages were delivered. */
    synchronized void done(Message message) {
        done.add(message);
        if (done.size() >= together) {
            send();
        } else if (done.size() == 1) {
            inAMoment.execute(this::send);
        }
    }

    synchronized void send() {
        if (done.isEmpty()) {
            return;
        }
        try {
            channel.basicAck(done.getLast().getMessageProperties().getDeliveryTag(), true);
            done.forEach(acknowledged);
        } catch (IOException | AlreadyClosedException gone) {
            // Then the broker gives back what it has no word of, if it still has the queue.
        }
        done.clear();
    }
}
