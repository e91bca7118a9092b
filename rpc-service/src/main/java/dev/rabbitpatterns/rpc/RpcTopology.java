package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.DeadLetters;
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

    /** Header of an answer: which server gave it. */
    static final String SERVER = "x-rpc-server";

    /** Header of an answer that is none: why the server refused the request. */
    static final String REFUSED = "x-rpc-refused";

    /**
     * The first one exactly as the official tutorials declare it: another argument, and one of the
     * two sides could not start.
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
     * What the broker gives up after too many deliveries is kept; what has only expired is not,
     * because its caller was told so and waits no longer.
     */
    private static Map<String, @Nullable Object> deliveredTooOften() {
        return Map.of("x-match", "all-with-x", "x-first-death-reason", "delivery_limit");
    }
}
