package dev.rabbitpatterns.messaging.subscribe;

import dev.rabbitpatterns.messaging.ReceivedMessage;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.MediaType;

/** Documents an operation that adds a subscriber for as long as its stream is read. */
@Subscribes
@ApiResponse(
        responseCode = "200",
        description =
                "The event 'subscribed' says that the queue is bound, each 'message' has a message, 'gap' says that some were missed, 'unreadable' that one was not text, and 'end' why the stream ends.",
        content =
                @Content(
                        mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                        schema = @Schema(implementation = ReceivedMessage.class),
                        examples = @ExampleObject(StreamsMessages.EXAMPLE)))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface StreamsMessages {

    /** The beginning of a stream. */
    String EXAMPLE =
            """
            event:subscribed
            data:{"id":"stream-1","kind":"stream","connected":true,"received":0}

            id:4711
            event:message
            data:{"id":"4711","text":"Hello","exchange":"logs","routingKey":"","redelivered":false}
            """;
}
