package dev.rabbitpatterns.benchmarks.plain;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

/** A listener as in guides, except that it counts messages instead of printing them. */
@Component
class PlainListener {

    static final String ID = "messages";

    private final AtomicLong received = new AtomicLong();

    @RabbitListener(id = ID, queues = "${plain.queue}", autoStartup = "false")
    void receive(String text) {
        received.incrementAndGet();
    }
}
