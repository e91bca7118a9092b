package dev.rabbitpatterns.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.RealBrokerTest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The caller's trace travels with the request. */
@RealBrokerTest
@Import(RpcTracingIT.WithTracing.class)
class RpcTracingIT {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final FibonacciClient client;
    private final ObservationRegistry observations;
    private final SmallTracer tracer;

    RpcTracingIT(
            @Autowired FibonacciClient client,
            @Autowired ObservationRegistry observations,
            @Autowired SmallTracer tracer) {
        this.client = client;
        this.observations = observations;
        this.tracer = tracer;
    }

    @Test
    void theCallersTraceReachesThePublisherAndTheListener() {
        Observation caller = Observation.createNotStarted("caller", observations);
        caller.getContext().put("trace", TRACE);

        caller.observe(() -> client.call(30, Duration.ofSeconds(30)));

        await().untilAsserted(() ->
                assertThat(tracer.ended)
                        .contains(
                                "spring.rabbit.template " + TRACE,
                                "spring.rabbit.listener " + TRACE));
    }

    /** A minimal tracing library: passes a trace from parent to child and over the wire. */
    static final class SmallTracer implements ObservationHandler<Observation.Context> {

        private final List<String> ended = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(Observation.Context context) {
            String trace = traceOf(context);
            if (trace == null) {
                return;
            }
            context.put("trace", trace);
            if (context instanceof SenderContext<?> sender) {
                send(sender, trace);
            }
        }

        private static @Nullable String traceOf(Observation.Context context) {
            if (context instanceof ReceiverContext<?> receiver) {
                return receive(receiver);
            }
            String own = context.get("trace");
            ObservationView parent = context.getParentObservation();
            return own != null || parent == null ? own : parent.getContextView().get("trace");
        }

        private static <C> void send(SenderContext<C> context, String trace) {
            context.getSetter().set(context.getCarrier(), "traceparent", trace);
        }

        private static <C> @Nullable String receive(ReceiverContext<C> context) {
            C carrier = context.getCarrier();
            return carrier == null ? null : context.getGetter().get(carrier, "traceparent");
        }

        @Override
        public void onStop(Observation.Context context) {
            ended.add(context.getName() + " " + context.get("trace"));
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class WithTracing {

        @Bean
        SmallTracer smallTracer() {
            return new SmallTracer();
        }
    }
}
