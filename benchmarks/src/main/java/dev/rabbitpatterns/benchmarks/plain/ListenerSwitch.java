package dev.rabbitpatterns.benchmarks.plain;

import java.util.Objects;
import org.springframework.amqp.core.MessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Not in any guide: stops the listener while the benchmark fills the queue. */
@RestController
class ListenerSwitch {

    private final RabbitListenerEndpointRegistry listeners;

    ListenerSwitch(RabbitListenerEndpointRegistry listeners) {
        this.listeners = listeners;
    }

    /** The same request as the hello service's. */
    record ConsumerState(boolean running) {}

    @PutMapping("/consumer")
    ConsumerState consumer(@RequestBody ConsumerState wanted) {
        MessageListenerContainer listener =
                Objects.requireNonNull(listeners.getListenerContainer(PlainListener.ID));
        if (wanted.running()) {
            listener.start();
        } else {
            listener.stop();
        }
        return wanted;
    }
}
