package dev.rabbitpatterns.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Reads a stream of server-sent events as they arrive. */
public final class LiveStreamReader implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final CountDownLatch live = new CountDownLatch(1);
    private final Stream<String> body;
    private final Thread thread;
    private volatile boolean open = true;

    /**
     * An event of the stream.
     *
     * @param name its type
     * @param data its payload, as JSON
     */
    public record Event(String name, String data) {}

    private LiveStreamReader(Stream<String> body) {
        this.body = body;
        this.thread = Thread.ofVirtual().start(this::read);
    }

    /** Opens the stream at this address, and returns when it is live. */
    public static LiveStreamReader open(String url) {
        return open(url, null);
    }

    /** Opens the stream at this address after the event with this id, if there is one. */
    public static LiveStreamReader open(String url, @Nullable String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            HttpResponse<Stream<String>> answer =
                    HTTP.send(request.build(), BodyHandlers.ofLines());
            Assertions.assertThat(answer.statusCode()).isEqualTo(200);
            Assertions.assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("text/event-stream");
            LiveStreamReader reader = new LiveStreamReader(answer.body());
            Assertions.assertThat(reader.live.await(30, TimeUnit.SECONDS)).as("live").isTrue();
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private void read() {
        String name = "message";
        try (body) {
            for (String line : (Iterable<String>) body::iterator) {
                lines.add(line);
                live.countDown();
                if (line.startsWith("event:")) {
                    name = line.substring("event:".length());
                } else if (line.startsWith("data:")) {
                    events.add(new Event(name, line.substring("data:".length())));
                }
            }
        } catch (UncheckedIOException cut) {
            lines.add("cut");
        } finally {
            open = false;
        }
    }

    /** All lines so far, comments and ids included. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** All events so far. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** The data of all events of this name so far. */
    public List<String> data(String name) {
        return events.stream().filter(event -> event.name().equals(name)).map(Event::data).toList();
    }

    /** Waits for the first event of this name and returns its data. */
    public String await(String name) {
        Awaitility.await("event " + name)
                .atMost(Duration.ofSeconds(30))
                .until(() -> !data(name).isEmpty());
        return data(name).getFirst();
    }

    /** Whether the server has not ended the stream yet. */
    public boolean isOpen() {
        return open;
    }

    /** Cuts the connection. */
    @Override
    public void close() {
        body.close();
        thread.interrupt();
    }
}
