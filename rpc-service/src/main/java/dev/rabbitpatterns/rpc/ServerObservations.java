package dev.rabbitpatterns.rpc;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.stereotype.Component;

/**
 * Times every request by what became of it, and goes on with the trace of whoever called where
 * tracing is on.
 */
@ServerRole
@Component
class ServerObservations {

    private final ObservationRegistry observations;

    ServerObservations(ObservationRegistry observations) {
        this.observations = observations;
    }

    void observe(Message request, Supplier<String> outcome) {
        ReceiverContext<MessageProperties> context =
                new ReceiverContext<>(
                        (headers, name) -> Objects.toString(headers.getHeader(name), null),
                        Kind.SERVER);
        context.setCarrier(request.getMessageProperties());
        context.setRemoteServiceName(RpcTopology.QUEUE);
        Observation observation =
                Observation.createNotStarted("rpc.server", () -> context, observations)
                        .lowCardinalityKeyValue("outcome", "failed");
        observation.observe(() -> observation.lowCardinalityKeyValue("outcome", outcome.get()));
    }
}
