package dev.rabbitpatterns.messaging;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/** The live stream of every message's life, as server-sent events. */
@RestController
class EventsController {

    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final long NO_TIMEOUT = 0;

    private final MessageEvents events;
    private final Duration heartbeat;

    EventsController(MessageEvents events, MessagingProperties.Events bounds) {
        this.events = events;
        this.heartbeat = bounds.heartbeat();
    }

    /** Streams what happens from now on, or since the event that the reader has seen last. */
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
        EventReader reader = events.open(lastEventId);
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        emitter.onCompletion(reader::close);
        Thread.ofVirtual().name("event-reader").start(() -> pump(reader, emitter));
        return emitter;
    }

    private void pump(EventReader reader, SseEmitter emitter) {
        try (reader) {
            emitter.send(SseEmitter.event().comment("live").reconnectTime(RECONNECT.toMillis()));
            if (reader.hasGap()) {
                emitter.send(notice("gap", "events were missed"));
            }
            for (MessageEvents.Numbered event : reader.missed()) {
                emitter.send(step(event));
            }
            while (reader.endReason() == null) {
                MessageEvents.Numbered event = reader.next(heartbeat);
                emitter.send(
                        event != null ? step(event) : SseEmitter.event().comment("still here"));
            }
            emitter.send(notice("end", reader.endReason()));
            emitter.complete();
        } catch (IOException | IllegalStateException gone) {
            emitter.complete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        }
    }

    private static SseEventBuilder step(MessageEvents.Numbered event) {
        return SseEmitter.event()
                .id(event.id())
                .name(event.event().type().label())
                .data(event.event(), MediaType.APPLICATION_JSON);
    }

    private static SseEventBuilder notice(String name, @Nullable String reason) {
        return SseEmitter.event()
                .name(name)
                .data(Map.of("detail", String.valueOf(reason)), MediaType.APPLICATION_JSON);
    }
}
