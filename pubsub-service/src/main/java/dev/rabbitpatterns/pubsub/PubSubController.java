package dev.rabbitpatterns.pubsub;

import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import dev.rabbitpatterns.messaging.subscribe.BindingRule;
import dev.rabbitpatterns.messaging.subscribe.StreamsMessages;
import dev.rabbitpatterns.messaging.subscribe.SubscriberView;
import dev.rabbitpatterns.messaging.subscribe.Subscribers;
import dev.rabbitpatterns.messaging.subscribe.Subscribes;
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

/** Publishes logs and adds subscribers over REST. */
@RestController
class PubSubController {

    private static final List<BindingRule> EVERYTHING = List.of(BindingRule.everything());

    private final PubSubProducer producer;
    private final Subscribers subscribers;

    PubSubController(PubSubProducer producer, Subscribers subscribers) {
        this.producer = producer;
        this.subscribers = subscribers;
    }

    /**
     * Publishes a log, an array of them, or one from each line. The answer comes when the broker
     * has confirmed every one, with or without subscribers: a receipt, or for an array the outcomes
     * in order, with the status of the worst. Lines are answered one by one. What was confirmed
     * before has no second effect when it is repeated with the same key.
     */
    @PostMapping(
            path = "/logs",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Batch<PublishOutcome> send(
            @RequestBody Batch<@Valid NewLog> logs,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return PublishOutcome.answer(producer.send(logs, key));
    }

    /** The same for a plain text body. */
    @PostMapping(
            path = "/logs",
            consumes = MediaType.TEXT_PLAIN_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Batch<PublishOutcome> sendText(
            @RequestBody @NotBlank String text,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return send(Batch.of(new NewLog(text)), key);
    }

    /** The same for lines, as many as the client sends: each is answered when it is confirmed. */
    @PostMapping(
            path = "/logs",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = MediaType.APPLICATION_NDJSON_VALUE)
    @ResponseStatus(HttpStatus.OK)
    LineAnswers<PublishOutcome> sendLines(
            @RequestBody Lines<NewLog> lines,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(lines, key);
    }

    /** Streams all logs until the client disconnects. */
    @StreamsMessages
    @GetMapping(path = "/logs/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream() {
        return subscribers.stream(EVERYTHING);
    }

    /** Adds a subscriber that keeps its last logs until it is deleted. */
    @Subscribes
    @PostMapping("/subscribers")
    @ResponseStatus(HttpStatus.CREATED)
    SubscriberView subscribe(@RequestBody(required = false) @Nullable NewSubscriber subscriber) {
        return subscribers.keep(EVERYTHING);
    }
}
