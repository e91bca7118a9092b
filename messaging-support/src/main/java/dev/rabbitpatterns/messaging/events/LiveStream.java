package dev.rabbitpatterns.messaging.events;

import java.io.IOException;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/** Writes a reader's events to its HTTP connection, as server-sent events. */
public final class LiveStream {

    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final long NO_TIMEOUT = 0;

    private LiveStream() {}

    /**
     * Starts to write the reader's events.
     *
     * @param heartbeat how long it may take to notice that the client is gone. Only the second
     *     write after it left fails, so an idle stream writes a comment three times as often.
     */
    public static SseEmitter open(StreamReader reader, Duration heartbeat) {
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        emitter.onCompletion(reader::close);
        Thread.ofVirtual()
                .name("live-stream")
                .start(() -> write(reader, emitter, heartbeat.dividedBy(3)));
        return emitter;
    }

    private static void write(StreamReader reader, SseEmitter emitter, Duration pause) {
        try (reader) {
            emitter.send(SseEmitter.event().comment("live").reconnectTime(RECONNECT.toMillis()));
            StreamEvent event;
            do {
                event = reader.next(pause);
                emitter.send(
                        event != null ? format(event) : SseEmitter.event().comment("still here"));
            } while (event == null || !event.isEnd());
            emitter.complete();
        } catch (IOException | IllegalStateException gone) {
            complete(emitter);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            complete(emitter);
        }
    }

    private static void complete(SseEmitter emitter) {
        try {
            emitter.complete();
        } catch (IllegalStateException ended) {
            // The web server noticed first that the client is gone, and has ended the request.
        }
    }

    private static SseEventBuilder format(StreamEvent event) {
        SseEventBuilder formatted =
                SseEmitter.event()
                        .name(event.name())
                        .data(event.data(), MediaType.APPLICATION_JSON);
        return event.id() != null ? formatted.id(event.id()) : formatted;
    }
}
