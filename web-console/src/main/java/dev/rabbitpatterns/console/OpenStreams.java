package dev.rabbitpatterns.console;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The answers in flight: counted, bounded, and ended when the console stops. */
@Component
class OpenStreams {

    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final int max;
    private volatile boolean stopping;

    OpenStreams(ConsoleProperties properties, MeterRegistry meters) {
        this.max = properties.maxStreams();
        Gauge.builder("console.streams", open, Set::size)
                .description("Answers in flight")
                .register(meters);
    }

    /** One answer in flight, until it is closed. */
    final class Stream implements AutoCloseable {

        private volatile Runnable end = () -> {};

        /** Registers what ends the answer when the console stops. */
        void endWith(Runnable action) {
            end = action;
            if (stopping) {
                action.run();
            }
        }

        @Override
        public void close() {
            open.remove(this);
        }
    }

    /** Registers an answer, unless there are too many already. */
    synchronized Stream open() {
        if (stopping || open.size() >= max) {
            throw Problem.tooManyStreams(max);
        }
        Stream stream = new Stream();
        open.add(stream);
        return stream;
    }

    /** An open stream would delay the web server's graceful shutdown. */
    @EventListener(ContextClosedEvent.class)
    void endAll() {
        stopping = true;
        open.forEach(stream -> stream.end.run());
    }
}
