package dev.rabbitpatterns.messaging.deadletter;

import org.springframework.amqp.core.Message;

/** A bean that changes each dead letter before it is replayed. */
@FunctionalInterface
public interface ReplayCustomizer {

    /** Changes the message, which no longer has the headers of its failure. */
    void customize(Message letter);
}
