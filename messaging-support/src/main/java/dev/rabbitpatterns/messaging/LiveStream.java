package dev.rabbitpatterns.messaging;

import java.io.IOException;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/** Writes a stream to its reader's HTTP connection, until one of the two ends. */
final class LiveStream {

    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final long NO_TIMEOUT = 0;

    private LiveStream() {}

    /**
     * @param heartbeat within which time it is noticed that the reader is gone. That shows only in
     *     the second write that the reader does not answer, so a silent stream writes more often.
     */
    static SseEmitter open(StreamReader reader, Duration heartbeat) {
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
            while (reader.endReason() == null) {
                ServerSent event = reader.next(pause);
                emitter.send(
                        event != null ? format(event) : SseEmitter.event().comment("still here"));
            }
            emitter.send(format(ServerSent.notice("end", String.valueOf(reader.endReason()))));
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
            // The web server noticed first that the reader is gone, and has ended the request.
        }
    }

    private static SseEventBuilder format(ServerSent event) {
        SseEventBuilder formatted =
                SseEmitter.event()
                        .name(event.name())
                        .data(event.data(), MediaType.APPLICATION_JSON);
        return event.id() != null ? formatted.id(event.id()) : formatted;
    }
}
