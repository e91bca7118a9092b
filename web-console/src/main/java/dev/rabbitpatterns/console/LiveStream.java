package dev.rabbitpatterns.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Merges the live streams of all instances of some services into one, because a browser opens only
 * a few connections to a site.
 *
 * <p>New instances are added while it runs. A slow browser slows down the reading, until the
 * service disconnects the stream as it does with any slow reader.
 */
final class LiveStream implements AutoCloseable {

    /** An event may have 10 KB, and there may be 200 streams; the service keeps the others. */
    private static final int BUFFER = 250;

    private final List<String> services;
    private final Cursor seen;
    private final @Nullable String login;
    private final Instances instances;
    private final Forwarder forwarder;
    private final ConsoleProperties properties;
    private final BlockingQueue<LiveEvent> waiting = new LinkedBlockingQueue<>(BUFFER);
    private final Map<Instances.Instance, Thread> readers = new HashMap<>();
    private volatile boolean ended;

    LiveStream(
            List<String> services,
            Cursor seen,
            @Nullable String login,
            Instances instances,
            Forwarder forwarder,
            ConsoleProperties properties) {
        this.services = services;
        this.seen = seen;
        this.login = login;
        this.instances = instances;
        this.forwarder = forwarder;
        this.properties = properties;
    }

    /** Returns when the stream has ended, or throws when the browser has disconnected. */
    void writeTo(OutputStream out) throws IOException, InterruptedException {
        write(out, LiveEvent.start(services.getFirst(), Instant.now()).toString());
        while (!ended) {
            updateReaders(services.stream().map(instances::of).flatMap(List::stream).toList());
            LiveEvent next = waiting.poll(properties.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
            write(out, next == null ? ": still here\n\n" : drainFrom(next));
        }
    }

    private String drainFrom(LiveEvent first) {
        List<LiveEvent> events = new ArrayList<>(List.of(first));
        waiting.drainTo(events);
        return events.stream().map(event -> event.text(seen)).collect(Collectors.joining());
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void updateReaders(List<Instances.Instance> now) {
        readers.entrySet()
                .removeIf(reader -> {
                    boolean gone = !now.contains(reader.getKey());
                    if (gone) {
                        reader.getValue().interrupt();
                    }
                    return gone;
                });
        for (Instances.Instance instance : now) {
            readers.computeIfAbsent(instance, this::read);
        }
    }

    private Thread read(Instances.Instance instance) {
        LiveReader reader =
                new LiveReader(
                        instance,
                        seen.of(instance.name()),
                        login,
                        forwarder,
                        properties.reconnectAfter(),
                        waiting);
        return Thread.ofVirtual().name("live-" + instance.name()).start(reader);
    }

    /** Ends the stream. */
    void end() {
        ended = true;
        while (!waiting.offer(LiveEvent.end(services.getFirst()))) {
            waiting.clear();
        }
    }

    @Override
    public void close() {
        readers.values().forEach(Thread::interrupt);
    }
}
