package dev.rabbitpatterns.messaging.events;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Streams the life of every message. */
@RestController
class EventsController {

    private final MessageEvents events;
    private final Duration heartbeat;

    EventsController(MessageEvents events, Duration heartbeat) {
        this.events = events;
        this.heartbeat = heartbeat;
    }

    /** Streams events from now on, or since the last one that the reader has seen. */
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = MessageEvent.class)))
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@RequestHeader(name = "Last-Event-ID") @Nullable String lastEventId) {
        return LiveStream.open(events.open(lastEventId), heartbeat);
    }
}
