package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.DeadLetters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every name that the broker knows of this service. */
@Configuration(proxyBeanMethods = false)
class WorkQueueTopology {

    static final String QUEUE = "task_queue";

    /**
     * Fair dispatch: a worker that is busy gets nothing, and each task is acknowledged when it is
     * done. That is slow, and the price of fairness.
     */
    static final int PREFETCH = 1;

    /**
     * Header: how many of the first attempts shall fail. A simulation, to see what a failure does.
     */
    static final String SIMULATED_FAILURES = "x-simulate-failures";

    /** Header: how many attempts have failed so far. */
    static final String ATTEMPTS = "x-retry-attempts";

    /**
     * The first one exactly as the official tutorials declare it: another argument, and one of the
     * two sides could not start.
     */
    @Bean
    Declarables workQueues(WorkQueueProperties properties) {
        List<Declarable> queues = new ArrayList<>();
        queues.add(QueueBuilder.durable(QUEUE).quorum().build());
        queues.add(DeadLetters.declarationFor(QUEUE));
        properties.delays().stream()
                .distinct()
                .map(WorkQueueTopology::waitingRoom)
                .forEach(queues::add);
        return new Declarables(queues);
    }

    /**
     * One queue a delay, as messages leave a queue in order: a long wait would hold up a short one.
     */
    static String waitingRoomFor(Duration delay) {
        return QUEUE + ".retry." + delay.toMillis() + "ms";
    }

    /** Nobody consumes from it: what has waited long enough goes back to the work queue. */
    private static Queue waitingRoom(Duration delay) {
        return QueueBuilder.durable(waitingRoomFor(delay))
                .quorum()
                .ttl(Math.toIntExact(delay.toMillis()))
                .deadLetterExchange("")
                .deadLetterRoutingKey(QUEUE)
                .withArgument("x-dead-letter-strategy", "at-least-once")
                .overflow(QueueBuilder.Overflow.rejectPublish)
                .build();
    }
}
