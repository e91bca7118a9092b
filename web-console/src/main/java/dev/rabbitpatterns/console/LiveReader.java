package dev.rabbitpatterns.console;

import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Reads one instance's live stream, reconnects, and reports when the instance is down. */
final class LiveReader implements Runnable {

    /** An event id that no instance knows, so that it sends its whole history. */
    private static final String BEFORE_ALL = "before-all";

    private final Instances.Instance instance;
    private final @Nullable String login;
    private final Forwarder forwarder;
    private final Duration reconnectAfter;
    private final BlockingQueue<LiveEvent> events;
    private @Nullable String last;
    private boolean reportedDown;

    LiveReader(
            Instances.Instance instance,
            @Nullable String last,
            @Nullable String login,
            Forwarder forwarder,
            Duration reconnectAfter,
            BlockingQueue<LiveEvent> events) {
        this.instance = instance;
        this.last = last;
        this.login = login;
        this.forwarder = forwarder;
        this.reconnectAfter = reconnectAfter;
        this.events = events;
    }

    @Override
    public void run() {
        try {
            while (true) {
                readToTheEnd();
                Thread.sleep(reconnectAfter);
            }
        } catch (InterruptedException nobodyWatches) {
            Thread.currentThread().interrupt();
        }
    }

    private void readToTheEnd() throws InterruptedException {
        try (Answer answer =
                forwarder.ask(instance.name(), List.of(instance), "/events", request())) {
            if (answer.status() != HttpStatus.OK.value()) {
                throw new IOException("Status " + answer.status());
            }
            events.put(LiveEvent.up(instance.name()));
            reportedDown = false;
            read(new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
        } catch (IOException | ProblemException e) {
            reportDown();
        }
    }

    private void reportDown() throws InterruptedException {
        if (!reportedDown) {
            events.put(LiveEvent.down(instance.name()));
            reportedDown = true;
        }
    }

    private HttpRequest.Builder request() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder()
                        .header("Accept", MediaType.TEXT_EVENT_STREAM_VALUE)
                        .header("Last-Event-ID", last != null ? last : BEFORE_ALL);
        return login == null ? request : request.header(HttpHeaders.AUTHORIZATION, login);
    }

    private void read(BufferedReader lines) throws IOException, InterruptedException {
        String id = null;
        String name = null;
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id:")) {
                id = line.substring("id:".length()).strip();
            } else if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data.append(line, "data:".length(), line.length());
            } else if (line.isEmpty() && name != null) {
                emit(new LiveEvent(instance.name(), id, name, data.toString()));
                id = null;
                name = null;
                data.setLength(0);
            }
        }
        reportDown();
    }

    /** A reader that asked for the whole history is not told of a gap before it. */
    private void emit(LiveEvent event) throws InterruptedException {
        if (last != null || !event.name().equals("gap")) {
            events.put(event);
        }
        if (event.id() != null) {
            last = event.id();
        }
    }
}
