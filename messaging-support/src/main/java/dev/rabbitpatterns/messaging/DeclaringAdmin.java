package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.MessageListenerContainer;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStartedEvent;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStoppedEvent;
import org.springframework.context.event.EventListener;

/**
 * Declares the service's topology whenever a connection opens. Where the broker refuses, because a
 * queue of that name has other arguments or the user may not declare it, it says so once, stops the
 * consumers and reports the service as not ready, instead of trying for ever what cannot succeed.
 */
final class DeclaringAdmin extends RabbitAdmin {

    private static final Logger log = LoggerFactory.getLogger(DeclaringAdmin.class);

    private final Set<MessageListenerContainer> running = new HashSet<>();
    private final Set<MessageListenerContainer> held = new HashSet<>();
    private volatile @Nullable String fault;

    DeclaringAdmin(ConnectionFactory connectionFactory) {
        super(connectionFactory);
    }

    @Override
    public void initialize() {
        try {
            super.initialize();
            accepted();
        } catch (AmqpException e) {
            refused(refusal(e));
        }
    }

    private synchronized void refused(String reason) {
        if (reason.equals(fault)) {
            return;
        }
        fault = reason;
        log.error(
                "The broker refuses this service's topology: {}. Delete or rename what is in the way, or grant the permission, then "
                        + "restart this service; until then it consumes nothing and is not ready.",
                reason);
        running.forEach(this::hold);
    }

    /**
     * A consumer that starts while the topology is refused would work on a queue that is not the
     * one it was written for.
     */
    @EventListener
    synchronized void onConsumerStarted(AsyncConsumerStartedEvent event) {
        if (event.getSource() instanceof MessageListenerContainer container) {
            running.add(container);
            if (fault != null) {
                hold(container);
            }
        }
    }

    @EventListener
    synchronized void onConsumerStopped(AsyncConsumerStoppedEvent event) {
        running.removeIf(container -> container.equals(event.getSource()));
    }

    private void hold(MessageListenerContainer container) {
        if (held.add(container)) {
            onAnotherThread(container::stop);
        }
    }

    private synchronized void accepted() {
        if (fault == null) {
            return;
        }
        fault = null;
        log.info("The broker has accepted this service's topology; consumers start again");
        held.forEach(container -> onAnotherThread(container::start));
        held.clear();
    }

    /** Why the broker refuses the topology, or null if it does not. */
    @Nullable String fault() {
        return fault;
    }

    /** A declaration can run on a consumer's own thread, which a container would then wait for. */
    private static void onAnotherThread(Runnable change) {
        Thread.ofVirtual().name("topology").start(change);
    }

    /**
     * The broker's words, if it was the broker that closed the channel; whatever else failed is
     * tried again with the next connection.
     */
    private static String refusal(AmqpException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal
                    && signal.getReason() instanceof AMQP.Channel.Close close) {
                return close.getReplyText();
            }
        }
        throw failure;
    }
}
