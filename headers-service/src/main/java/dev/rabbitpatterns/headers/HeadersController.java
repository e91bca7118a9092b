package dev.rabbitpatterns.headers;

import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import dev.rabbitpatterns.messaging.subscribe.StreamsMessages;
import dev.rabbitpatterns.messaging.subscribe.SubscriberView;
import dev.rabbitpatterns.messaging.subscribe.Subscribers;
import dev.rabbitpatterns.messaging.subscribe.Subscribes;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Publishes logs and adds subscribers over REST. */
@RestController
class HeadersController {

    private final HeadersProducer producer;
    private final Subscribers subscribers;

    HeadersController(HeadersProducer producer, Subscribers subscribers) {
        this.producer = producer;
        this.subscribers = subscribers;
    }

    /**
     * A log whose subscribers are predicted, and which is not published.
     *
     * @param headers the headers that it would have
     */
    record Candidate(@Schema(example = Headers.EXAMPLE) @Nullable Headers headers) {}

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

    /**
     * The same for a plain text body, with the headers as JSON in the query.
     *
     * @param headers the headers of a plain text, as JSON
     */
    @PostMapping(
            path = "/logs",
            consumes = MediaType.TEXT_PLAIN_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Batch<PublishOutcome> sendText(
            @RequestBody @NotBlank String text,
            @RequestParam(name = "headers", defaultValue = "{}")
                    @Parameter(schema = @Schema(type = "string"), example = Headers.EXAMPLE)
                    Headers headers,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return send(Batch.of(new NewLog(text, headers)), key);
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

    /**
     * Streams the logs that have these headers until the client disconnects.
     *
     * @param match whether a log has to have all of the headers (the default), or any
     * @param headers at least one header, as JSON
     */
    @StreamsMessages
    @GetMapping(path = "/logs/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(
            @RequestParam @Nullable Match match,
            @RequestParam(name = "headers", defaultValue = "{}")
                    @Parameter(schema = @Schema(type = "string"), example = Headers.EXAMPLE)
                    @NotEmpty(message = NewSubscriber.USAGE)
                    Headers headers) {
        return subscribers.stream(new NewSubscriber(match, headers).rules());
    }

    /** Adds a subscriber that keeps the last logs that have these headers until it is deleted. */
    @Subscribes
    @PostMapping("/subscribers")
    @ResponseStatus(HttpStatus.CREATED)
    SubscriberView subscribe(@Valid @RequestBody NewSubscriber subscriber) {
        return subscribers.keep(subscriber.rules());
    }

    /** Predicts which subscribers would receive a log with these headers, without publishing it. */
    @PostMapping("/matches")
    List<Subscribers.Match> matches(@RequestBody Candidate message) {
        Headers headers = Objects.requireNonNullElse(message.headers(), Headers.NONE);
        return subscribers.matching(rule -> new HeadersMatch(rule.arguments()).matches(headers));
    }
}
