package dev.rabbitpatterns.console;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The answers in flight: counted, bounded, and ended when the console stops. */
@Component
class OpenStreams {

    private final Set<Stream> open = new HashSet<>();
    private final int max;
    private boolean stopping;

    OpenStreams(ConsoleProperties properties, MeterRegistry meters) {
        this.max = properties.maxStreams();
        Gauge.builder("console.streams", this, OpenStreams::count)
                .description("Answers in flight")
                .register(meters);
    }

    /** One answer in flight, until it is closed. */
    final class Stream implements AutoCloseable {

        private Runnable end = () -> {};

        /** Registers what ends the answer when the console stops. */
        void endWith(Answer answer) {
            endWith(answer::close);
        }

        void endWith(Runnable action) {
            synchronized (open) {
                end = action;
            }
            if (isStopping()) {
                action.run();
            }
        }

        @Override
        public void close() {
            synchronized (open) {
                open.remove(this);
            }
        }
    }

    /** Registers an answer, unless there are too many already. */
    Stream open() {
        synchronized (open) {
            if (stopping || open.size() >= max) {
                throw Problem.tooManyStreams(max);
            }
            Stream stream = new Stream();
            open.add(stream);
            return stream;
        }
    }

    private int count() {
        synchronized (open) {
            return open.size();
        }
    }

    private boolean isStopping() {
        synchronized (open) {
            return stopping;
        }
    }

    /** An open stream would delay the web server's graceful shutdown. */
    @EventListener(ContextClosedEvent.class)
    void endAll() {
        List<Stream> all;
        synchronized (open) {
            stopping = true;
            all = List.copyOf(open);
        }
        all.forEach(stream -> stream.end.run());
    }
}
