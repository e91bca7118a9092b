package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Follows a service's event stream, and resumes where it left off when disconnected. */
final class EventReader implements AutoCloseable {

    private final String url;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch live = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean open = true;
    private @Nullable String lastEventId;

    private EventReader(String url) {
        this.url = url;
        this.thread = Thread.ofVirtual().start(this::follow);
    }

    /** Starts to read, and returns once the stream is live. */
    static EventReader open(String serviceUrl) {
        EventReader reader = new EventReader(serviceUrl + "/events");
        Await.that("the event stream is live", () -> reader.live.getCount() == 0);
        return reader;
    }

    /** All events of this type so far. */
    List<JsonNode> all(String type) {
        return events.stream()
                .filter(event -> event.path("type").asString("").equals(type))
                .toList();
    }

    private void follow() {
        while (open) {
            try {
                read();
            } catch (IOException | UncheckedIOException disconnected) {
                pause();
            } catch (InterruptedException closed) {
                open = false;
            }
        }
    }

    private void read() throws IOException, InterruptedException {
        HttpRequest.Builder request = Rest.withoutTimeout(url);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<Stream<String>> answer =
                Rest.HTTP.send(request.build(), BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            lines.forEach(this::take);
        }
    }

    private void take(String line) {
        live.countDown();
        if (line.startsWith("id:")) {
            lastEventId = line.substring(3);
        } else if (line.startsWith("data:{")) {
            events.add(Rest.JSON.readTree(line.substring(5)));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        open = false;
        thread.interrupt();
    }
}
