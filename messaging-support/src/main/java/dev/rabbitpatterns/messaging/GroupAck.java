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

/**
 * Acknowledges the deliveries of one channel that are done: so many with one word, or those of the
 * last moment. Until then it holds what is told of them, not them: two hundred subscribers with one
 * large message each would fill the memory.
 */
final class GroupAck {

    private final Channel channel;
    private final int together;
    private final Executor inAMoment;
    private final Consumer<MessageEvent> acknowledged;
    private final List<MessageEvent> done = new ArrayList<>();
    private long lastTag;

    /**
     * @param together how many are acknowledged at once
     * @param within how long the first of them waits for the others
     * @param acknowledged called for each afterwards, with its delivery
     */
    GroupAck(Channel channel, int together, Duration within, Consumer<MessageEvent> acknowledged) {
        this.channel = channel;
        this.together = together;
        this.acknowledged = acknowledged;
        this.inAMoment =
                CompletableFuture.delayedExecutor(
                        within.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread);
    }

    /** To be called in the order in which the messages were delivered. */
    synchronized void done(long deliveryTag, MessageEvent delivered) {
        lastTag = deliveryTag;
        done.add(delivered);
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
            channel.basicAck(lastTag, true);
            done.forEach(acknowledged);
        } catch (IOException | AlreadyClosedException gone) {
            // Then the broker gives back what it has no word of, if it still has the queue.
        }
        done.clear();
    }
}
