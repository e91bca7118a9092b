package dev.rabbitpatterns.messaging.tracing;

import brave.context.slf4j.MDCScopeDecorator;
import brave.propagation.CurrentTraceContext.ScopeDecorator;
import io.micrometer.common.KeyValues;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.propagation.Propagator;
import java.util.List;
import java.util.Objects;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.http.server.observation.ServerRequestObservationConvention;

/**
 * Auto-configuration of traces:
 *
 * <ul>
 *   <li>{@link MessageTrace}: continues the trace of a message
 *   <li>with a tracer, its ids in the log, and no spans of requests that only look at the service
 * </ul>
 *
 * <p>Thousands of spans may wait for a Zipkin that does not answer, so no span keeps anything large
 * that a sender can choose.
 */
@AutoConfiguration(before = BraveAutoConfiguration.class)
public final class TracingAutoConfiguration {

    @Bean
    @ConditionalOnClass(Message.class)
    MessageTrace messageTrace(
            ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
        Tracer used = tracer.getIfAvailable();
        return used == null
                ? MessageTrace.NONE
                : new MessageTrace(used, propagator.getIfAvailable(() -> Propagator.NOOP));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty("management.tracing.export.enabled")
    static class Enabled {

        /** Boot's own comes only with baggage, which any program could fill. */
        @Bean
        ScopeDecorator traceIdsInLog() {
            return MDCScopeDecorator.get();
        }

        /** Pages and probes ask all the time, and have no part in the life of a message. */
        @Bean
        SpanExportingPredicate onlyWhatIsOfInterest() {
            List<String> ignored = List.of("/actuator", "/topology", "/events");
            return span -> {
                String uri = Objects.requireNonNullElse(span.getTags().get("uri"), "");
                return ignored.stream().noneMatch(uri::startsWith);
            };
        }

        /** An exception may hold the whole message that it is about. */
        @Bean
        SpanFilter errorsAsText() {
            return span -> {
                Throwable error = span.getError();
                return error == null ? span : span.setError(new ErrorText(error));
            };
        }

        /** An address may have eight kilobytes; the tag with its pattern stays. */
        @Bean
        ServerRequestObservationConvention requestsWithoutTheirAddress() {
            return new DefaultServerRequestObservationConvention() {
                @Override
                public KeyValues getHighCardinalityKeyValues(
                        ServerRequestObservationContext context) {
                    return KeyValues.empty();
                }
            };
        }
    }
}
