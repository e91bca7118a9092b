package dev.rabbitpatterns.console;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The answers that are under way: counted, bounded, and ended when the console stops. */
@Component
class OpenStreams {

    private final Set<Stream> open = new HashSet<>();
    private final int most;
    private boolean stopping;

    OpenStreams(ConsoleProperties properties, MeterRegistry meters) {
        this.most = properties.maxStreams();
        Gauge.builder("console.streams", this, OpenStreams::count)
                .description("Answers under way")
                .register(meters);
    }

    /** An answer's place; whoever has it gives it back by closing it. */
    final class Stream implements AutoCloseable {

        private Runnable end = () -> {};

        /** Says what ends the answer from outside. */
        void endWith(Answer answer) {
            endWith(answer::close);
        }

        void endWith(Runnable howTo) {
            synchronized (open) {
                end = howTo;
            }
            if (isStopping()) {
                howTo.run();
            }
        }

        @Override
        public void close() {
            synchronized (open) {
                open.remove(this);
            }
        }
    }

    /** Takes a place. */
    Stream open() {
        synchronized (open) {
            if (stopping || open.size() >= most) {
                throw Problem.tooManyStreams(most);
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

    /** An open stream would hold up the web server's graceful shutdown. */
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
