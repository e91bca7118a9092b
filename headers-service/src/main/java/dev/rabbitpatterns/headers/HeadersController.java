package dev.rabbitpatterns.headers;

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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends logs over REST, and lets people be there when others are sent. */
@RestController
class HeadersController {

    private final HeadersProducer producer;
    private final Subscribers subscribers;

    HeadersController(HeadersProducer producer, Subscribers subscribers) {
        this.producer = producer;
        this.subscribers = subscribers;
    }

    /** Of what the attributes are that a message would have. */
    record Attributes(@LegalHeaders Headers headers) {}

    /** Answers when the broker has the log, whether or not somebody is there who asked for it. */
    @PostMapping(path = "/logs", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Receipt send(
            @Valid @RequestBody NewLog log,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(log.text(), log.headersOrNone(), key);
    }

    /** The same for a body that is the text itself, with the headers as JSON in the query. */
    @PostMapping(path = "/logs", consumes = MediaType.TEXT_PLAIN_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Receipt sendText(
            @RequestBody @NotBlank String text,
            @RequestParam(defaultValue = "{}") @LegalHeaders Headers headers,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(text, headers, key);
    }

    /**
     * Is a subscriber to what has these headers, given as JSON in the query, as long as it is read.
     */
    @GetMapping(path = "/logs/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(
            @RequestParam(required = false) @Nullable Match match,
            @RequestParam(defaultValue = "{}") @LegalHeaders(usage = NewSubscriber.USAGE)
                    Headers headers) {
        return subscribers.stream(new NewSubscriber(match, headers).rules());
    }

    /** Adds a subscriber to what has these headers, which is there until it is deleted. */
    @PostMapping("/subscribers")
    @ResponseStatus(HttpStatus.CREATED)
    SubscriberView subscribe(@Valid @RequestBody NewSubscriber subscriber) {
        return subscribers.keep(subscriber.rules());
    }

    /** Predicts who would get a log with these headers, without sending it. */
    @PostMapping("/matches")
    List<Subscribers.Match> matches(@Valid @RequestBody Attributes message) {
        return subscribers.whoGets(
                rule -> new HeadersMatch(rule.arguments()).matches(message.headers().values()));
    }
}
