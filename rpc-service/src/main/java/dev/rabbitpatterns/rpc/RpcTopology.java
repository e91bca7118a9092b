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

/** Every name of this service that the broker knows. */
@Configuration(proxyBeanMethods = false)
class RpcTopology {

    static final String QUEUE = "rpc_queue";

    /** Header of an answer: which server sent it. */
    static final String SERVER = "x-rpc-server";

    /** Header of a refusal: why the server refused the request. */
    static final String REFUSED = "x-rpc-refused";

    /**
     * The first queue is declared exactly as in the official tutorials. With other arguments,
     * whichever side starts second would fail to declare it.
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
     * Keeps what the broker dead-letters after too many deliveries. Drops what has merely expired,
     * because its caller already knows that the call timed out.
     */
    private static Map<String, @Nullable Object> deliveredTooOften() {
        return Map.of("x-match", "all-with-x", "x-first-death-reason", "delivery_limit");
    }
}
