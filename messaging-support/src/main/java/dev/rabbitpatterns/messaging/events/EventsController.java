package dev.rabbitpatterns.messaging.events;

import dev.rabbitpatterns.messaging.docs.Problem;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Streams the life of every message. */
@RestController
class EventsController {

    private static final String EXAMPLE =
            """
            id:mf3k2-1
            event:published
            data:{"type":"published","at":"2026-01-31T12:00:00Z","messageId":"4711","text":"Hello"}

            id:mf3k2-2
            event:confirmed
            data:{"type":"confirmed","at":"2026-01-31T12:00:00Z","messageId":"4711","text":"Hello"}
            """;

    private final MessageEvents events;
    private final Duration heartbeat;

    EventsController(MessageEvents events, Duration heartbeat) {
        this.events = events;
        this.heartbeat = heartbeat;
    }

    /**
     * Streams every step in the life of every message. It begins now, or after the last event that
     * the reader has seen. The event {@code gap} says that some were missed, {@code end} why the
     * stream ends. The try-it page shows a stream only when it has ended: use {@code curl -N}.
     *
     * @param lastEventId the id of the last event that the reader has seen; browsers send it by
     *     themselves
     */
    @Problem(
            status = HttpStatus.SERVICE_UNAVAILABLE,
            type = "too-many-readers",
            when = "The stream has as many readers as are allowed.")
    @ApiResponse(
            responseCode = "200",
            description = "Each event is named for its step, and has its details as JSON.",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = MessageEvent.class),
                            examples = @ExampleObject(EXAMPLE)))
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@RequestHeader(name = "Last-Event-ID") @Nullable String lastEventId) {
        return LiveStream.open(events.open(lastEventId), heartbeat);
    }
}
