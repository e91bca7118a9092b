package dev.rabbitpatterns.messaging;

import java.time.Duration;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;

/**
 * Moves a message that a consumer has in hand to another queue. The copy is confirmed before the
 * original is acknowledged: between the two there may be both, never neither.
 */
public final class ConfirmedMove {

    private final ConfirmedPublisher publisher;
    private final AmqpAdmin admin;
    private final Duration retryDelay;

    ConfirmedMove(ConfirmedPublisher publisher, AmqpAdmin admin, Duration retryDelay) {
        this.publisher = publisher;
        this.admin = admin;
        this.retryDelay = retryDelay;
    }

    /**
     * Returns when the broker has the copy; a queue that was deleted is declared again.
     *
     * @throws ImmediateRequeueAmqpException if the queue does not take it, which gives the original
     *     back to the queue it came from
     */
    public void to(String queue, Message copy) {
        try {
            try {
                publisher.publishToQueue(queue, copy);
            } catch (PublishException.NoQueue deleted) {
                admin.initialize();
                publisher.publishToQueue(queue, copy);
            }
        } catch (RuntimeException e) {
            pause();
            throw new ImmediateRequeueAmqpException(
                    "'" + queue + "' did not take it: " + e.getMessage(), e);
        }
    }

    /**
     * The broker redelivers at once what is given back, so without a pause this would be a busy
     * loop.
     */
    private void pause() {
        try {
            Thread.sleep(retryDelay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
