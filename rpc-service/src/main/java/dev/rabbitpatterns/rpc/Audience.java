package dev.rabbitpatterns.rpc;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.stereotype.Component;

/** Knows whether a request waits in a queue that no server listens to. */
@ClientRole
@Component
class Audience {

    private final AmqpAdmin admin;
    private long askedAt = System.nanoTime();
    private boolean absent;

    Audience(AmqpAdmin admin) {
        this.admin = admin;
    }

    /**
     * Whether nobody listens. The broker's answer to one call stands for all that were sent before
     * it was asked.
     */
    synchronized boolean isAbsentSince(long sentAt) {
        if (askedAt - sentAt <= 0) {
            askedAt = System.nanoTime();
            absent = isAbsent();
        }
        return absent;
    }

    /**
     * A queue without consumers and messages is not deserted: a server that is about to stop has
     * taken the last one with it, and will answer.
     */
    private boolean isAbsent() {
        try {
            QueueInformation queue = admin.getQueueInfo(RpcTopology.QUEUE);
            return queue == null || (queue.getConsumerCount() == 0 && queue.getMessageCount() > 0);
        } catch (AmqpException e) {
            return false;
        }
    }
}
