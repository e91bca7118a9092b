package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import dev.rabbitpatterns.messaging.deadletter.ReplayCustomizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every name of this service that the broker knows. */
@Configuration(proxyBeanMethods = false)
class WorkQueueTopology {

    static final String QUEUE = "task_queue";

    /** Fair dispatch: a busy worker receives nothing. This costs throughput. */
    static final int PREFETCH = 1;

    /** Header: how many of the first attempts fail on purpose, to show what a failure does. */
    static final String SIMULATED_FAILURES = "x-simulate-failures";

    /** Header: how many attempts have failed so far. */
    static final String ATTEMPTS = "x-retry-attempts";

    /**
     * The first queue is declared exactly as in the official tutorials. With other arguments,
     * whichever side starts second would fail to declare it.
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

    /** A replayed task does not fail on purpose again. */
    @Bean
    ReplayCustomizer replayedTasks() {
        return task -> task.getMessageProperties().getHeaders().remove(SIMULATED_FAILURES);
    }

    /**
     * One queue for each delay: messages leave a queue in order, so a long wait blocks a short one.
     */
    static String waitingRoomFor(Duration delay) {
        return QUEUE + ".retry." + delay.toMillis() + "ms";
    }

    /** Nobody consumes from it: an expired message is dead-lettered to the work queue. */
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
