package dev.rabbitpatterns.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The live stream of every message's life, as server-sent events. */
@RestController
class EventsController {

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
        return LiveStream.open(events.open(lastEventId), heartbeat);
    }
}
