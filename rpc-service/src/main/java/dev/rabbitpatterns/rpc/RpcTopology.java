package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.HeadersExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every name that the broker knows of this service. */
@Configuration(proxyBeanMethods = false)
class RpcTopology {

    static final String QUEUE = "rpc_queue";

    /** Header of an answer: which server sent it. */
    static final String SERVER = "x-rpc-server";

    /** Header of a refusal: why the server refused the request. */
    static final String REFUSED = "x-rpc-refused";

    /**
     * The first queue is declared exactly as in the official tutorials: with any other argument,
     * one of the two sides could not start.
     */
    @Bean
    Declarables rpcQueues() {
        Queue dead = DeadLetters.declarationFor(QUEUE);
        HeadersExchange gaveUp = new HeadersExchange(DeadLetters.queueFor(QUEUE));
        return new Declarables(
                QueueBuilder.durable(QUEUE).quorum().build(),
                dead,
                gaveUp,
                new Binding(
                        dead.getName(),
                        Binding.DestinationType.QUEUE,
                        gaveUp.getName(),
                        "",
                        deliveredTooOften()));
    }

    /**
     * Keeps what the broker dead-letters after too many deliveries, and drops what has merely
     * expired, because its caller has its answer: a timeout.
     */
    private static Map<String, @Nullable Object> deliveredTooOften() {
        return Map.of("x-match", "all-with-x", "x-first-death-reason", "delivery_limit");
    }
}
