package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.ProblemException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.stereotype.Component;

/**
 * Times every call from the request to its end, and gives the trace of whoever calls to the request
 * where tracing is on.
 */
@ClientRole
@Component
class CallObservations {

    private final ObservationRegistry observations;

    CallObservations(ObservationRegistry observations) {
        this.observations = observations;
    }

    Observation start(Message request) {
        SenderContext<MessageProperties> context =
                new SenderContext<>(
                        (headers, name, value) -> {
                            if (headers != null) {
                                headers.setHeader(name, value);
                            }
                        },
                        Kind.CLIENT);
        context.setCarrier(request.getMessageProperties());
        context.setRemoteServiceName(RpcTopology.QUEUE);
        return Observation.createNotStarted("rpc.client", () -> context, observations).start();
    }

    void stop(Observation call, @Nullable ProblemException problem) {
        call.lowCardinalityKeyValue("outcome", outcome(problem)).stop();
    }

    /** The last part of the problem's type. */
    private static String outcome(@Nullable ProblemException problem) {
        return problem == null
                ? "answered"
                : String.valueOf(problem.getBody().getType()).replaceFirst(".*:", "");
    }
}
