package dev.rabbitpatterns.messaging;

import org.springframework.amqp.core.Message;

/**
 * Takes over a message of which every attempt has failed; the original is acknowledged afterwards.
 */
@FunctionalInterface
public interface FailedMessages {

    /**
     * Returns when the message is safe somewhere else.
     *
     * @param failure why the last attempt failed
     * @param attempts how many attempts this delivery had
     */
    void accept(Message message, Throwable failure, int attempts);
}
