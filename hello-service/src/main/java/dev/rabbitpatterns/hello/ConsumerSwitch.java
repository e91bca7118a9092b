package dev.rabbitpatterns.hello;

import java.util.Objects;
import org.springframework.amqp.core.MessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.stereotype.Component;

/** Pauses and resumes push delivery. While it is paused, messages wait in the queue. */
@Component
class ConsumerSwitch {

    private final RabbitListenerEndpointRegistry listeners;

    ConsumerSwitch(RabbitListenerEndpointRegistry listeners) {
        this.listeners = listeners;
    }

    boolean isRunning() {
        return container().isRunning();
    }

    /** Returns when the consumer is running again, or has finished its message and stopped. */
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
