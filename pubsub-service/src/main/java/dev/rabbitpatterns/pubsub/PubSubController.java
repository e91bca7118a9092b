package dev.rabbitpatterns.pubsub;

import dev.rabbitpatterns.messaging.BindingRule;
import dev.rabbitpatterns.messaging.IdempotencyKey;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.SubscriberView;
import dev.rabbitpatterns.messaging.Subscribers;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends logs over REST, and lets people be there when others are sent. */
@RestController
class PubSubController {

    private static final List<BindingRule> EVERYTHING = List.of(BindingRule.everything());

    private final PubSubProducer producer;
    private final Subscribers subscribers;

    PubSubController(PubSubProducer producer, Subscribers subscribers) {
        this.producer = producer;
        this.subscribers = subscribers;
    }

    /** Answers when the broker has the log, whether or not somebody is there to get it. */
    @PostMapping(path = "/logs", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Receipt send(
            @Valid @RequestBody NewLog log,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(log.text(), key);
    }

    /** The same for a body that is the text itself. */
    @PostMapping(path = "/logs", consumes = MediaType.TEXT_PLAIN_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Receipt sendText(
            @RequestBody @NotBlank String text,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(text, key);
    }

    /** Is a subscriber, as long as it is read. */
    @GetMapping(path = "/logs/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream() {
        return subscribers.stream(EVERYTHING);
    }

    /** Adds a subscriber that is there until it is deleted. */
    @PostMapping("/subscribers")
    @ResponseStatus(HttpStatus.CREATED)
    SubscriberView subscribe(@RequestBody(required = false) @Nullable NewSubscriber subscriber) {
        return subscribers.keep(EVERYTHING);
    }
}
