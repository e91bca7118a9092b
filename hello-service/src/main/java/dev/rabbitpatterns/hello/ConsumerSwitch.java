package dev.rabbitpatterns.hello;

import java.util.Objects;
import org.springframework.amqp.core.MessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.stereotype.Component;

/** Pauses push delivery and lets it go on; what is published meanwhile waits in the queue. */
@Component
class ConsumerSwitch {

    private final RabbitListenerEndpointRegistry listeners;

    ConsumerSwitch(RabbitListenerEndpointRegistry listeners) {
        this.listeners = listeners;
    }

    boolean isRunning() {
        return container().isRunning();
    }

    /**
     * Returns when the message in hand is finished and the consumer has left the queue, or is back
     * at it.
     */
    void set(boolean running) {
        if (running) {
            container().start();
        } else {
            container().stop();
        }
    }

    private MessageListenerContainer container() {
        return Objects.requireNonNull(listeners.getListenerContainer(HelloConsumer.ID));
    }
}
