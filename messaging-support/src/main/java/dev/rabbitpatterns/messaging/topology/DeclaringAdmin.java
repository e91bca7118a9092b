package dev.rabbitpatterns.messaging.topology;

import dev.rabbitpatterns.messaging.Channels;
import java.time.Duration;
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
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/**
 * Declares the service's topology whenever a connection opens. If the broker refuses it, because a
 * queue of that name has other arguments or the user lacks a permission, it logs that once, stops
 * the consumers and makes the service not ready, instead of retrying what cannot succeed. Spring's
 * {@code mismatchedQueuesFatal} looks only at queues, and never starts the consumers again.
 */
final class DeclaringAdmin extends RabbitAdmin {

    private static final Logger log = LoggerFactory.getLogger(DeclaringAdmin.class);

    /**
     * For a connection that is lost while the topology is declared. By default, Spring first waits
     * for a second, in which nobody can publish.
     */
    private static final RetryPolicy SOON_AND_THEN_LESS_OFTEN =
            RetryPolicy.builder()
                    .maxRetries(8)
                    .delay(Duration.ofMillis(100))
                    .multiplier(2)
                    .maxDelay(Duration.ofSeconds(2))
                    .build();

    private final Set<MessageListenerContainer> running = new HashSet<>();
    private final Set<MessageListenerContainer> held = new HashSet<>();
    private volatile @Nullable String fault;

    DeclaringAdmin(ConnectionFactory connectionFactory) {
        super(connectionFactory);
        setRetryTemplate(new RetryTemplate(SOON_AND_THEN_LESS_OFTEN));
    }

    @Override
    public void initialize() {
        try {
            super.initialize();
            onAccepted();
        } catch (AmqpException e) {
            // Any other failure is retried with the next connection.
            onRefused(Channels.refusal(e).orElseThrow(() -> e).getReplyText());
        }
    }

    private synchronized void onRefused(String reason) {
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

    private synchronized void onAccepted() {
        if (fault == null) {
            return;
        }
        fault = null;
        log.info("The broker has accepted this service's topology; consumers start again");
        held.stream()
                .filter(MessageListenerContainer::isAutoStartup)
                .forEach(container -> onAnotherThread(container::start));
        held.clear();
    }

    /** Why the broker refuses the topology, or null if it does not. */
    @Nullable String fault() {
        return fault;
    }

    /** A consumer must not start on a queue other than the one it was written for. */
    @EventListener
    synchronized void onConsumerStarted(AsyncConsumerStartedEvent event) {
        if (event.getSource() instanceof MessageListenerContainer container) {
            running.add(container);
            if (fault != null) {
                held.remove(container);
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

    /**
     * A consumer's own thread may be declaring, and stopping the container waits for that thread.
     */
    private static void onAnotherThread(Runnable change) {
        Thread.ofVirtual().name("topology").start(change);
    }
}
