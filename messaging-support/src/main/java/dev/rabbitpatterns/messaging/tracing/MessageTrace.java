package dev.rabbitpatterns.messaging.tracing;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;

/**
 * Does work as a part of the trace that a message carries, whatever trace the thread is in. Without
 * a tracer, it does the work and nothing else.
 */
public final class MessageTrace {

    /** A trace for which nobody has a tracer. */
    public static final MessageTrace NONE = new MessageTrace(Tracer.NOOP, Propagator.NOOP);

    /** W3C's header, in which a message carries its trace. */
    public static final String HEADER = "traceparent";

    private final Tracer tracer;
    private final Propagator propagator;

    MessageTrace(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    /**
     * Does the work in a span of its own.
     *
     * @param name what is done, for those who read the trace
     */
    public <T extends @Nullable Object> T during(String name, Message message, Supplier<T> work) {
        Span span =
                propagator
                        .extract(message, MessageTrace::header)
                        .name(name)
                        .kind(Span.Kind.CONSUMER)
                        .remoteServiceName("RabbitMQ")
                        .start();
        try (Tracer.SpanInScope _ = tracer.withSpan(span)) {
            return work.get();
        } catch (RuntimeException e) {
            span.error(e);
            throw e;
        } finally {
            span.end();
        }
    }

    /** The trace in which this thread is, for a message that is published later. */
    public Optional<String> current() {
        TraceContext context = tracer.currentTraceContext().context();
        Map<String, String> headers = new HashMap<>();
        if (context != null) {
            propagator.inject(context, headers, (_, name, value) -> headers.put(name, value));
        }
        return Optional.ofNullable(headers.get(HEADER));
    }

    private static @Nullable String header(Message message, String name) {
        Object value = message.getMessageProperties().getHeader(name);
        return value instanceof String text ? text : null;
    }
}
