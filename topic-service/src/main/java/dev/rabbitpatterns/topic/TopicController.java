package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.publish.RoutingKey;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import dev.rabbitpatterns.messaging.subscribe.BindingKeys;
import dev.rabbitpatterns.messaging.subscribe.BindingRule;
import dev.rabbitpatterns.messaging.subscribe.StreamsMessages;
import dev.rabbitpatterns.messaging.subscribe.SubscriberView;
import dev.rabbitpatterns.messaging.subscribe.Subscribers;
import dev.rabbitpatterns.messaging.subscribe.Subscribes;
import io.swagger.v3.oas.annotations.Parameter;
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

/** Publishes logs and adds subscribers over REST. */
@RestController
class TopicController {

    private final TopicProducer producer;
    private final Subscribers subscribers;

    TopicController(TopicProducer producer, Subscribers subscribers) {
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

    /**
     * The same for a plain text body.
     *
     * @param routingKey the key of a plain text
     */
    @PostMapping(
            path = "/logs",
            consumes = MediaType.TEXT_PLAIN_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Batch<PublishOutcome> sendText(
            @RequestBody @NotBlank String text,
            @RequestParam(defaultValue = TopicTopology.DEFAULT_ROUTING_KEY) @RoutingKey
                    String routingKey,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return send(Batch.of(new NewLog(text, routingKey)), key);
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
     * Streams the logs that match these patterns until the client disconnects.
     *
     * @param bindingKeys at least one pattern
     */
    @StreamsMessages
    @GetMapping(path = "/logs/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(
            @RequestParam(defaultValue = "")
                    @Parameter(example = "kern.*")
                    @BindingKeys(
                            usage = NewSubscriber.USAGE,
                            mostHashes = NewSubscriber.MOST_HASHES)
                    List<String> bindingKeys) {
        return subscribers.stream(rules(bindingKeys));
    }

    /** Adds a subscriber that keeps the last logs that match these patterns until it is deleted. */
    @Subscribes
    @PostMapping("/subscribers")
    @ResponseStatus(HttpStatus.CREATED)
    SubscriberView subscribe(@Valid @RequestBody NewSubscriber subscriber) {
        return subscribers.keep(rules(subscriber.bindingKeys()));
    }

    /**
     * Predicts which subscribers would receive a log with this key, without publishing it.
     *
     * @param routingKey the key that it would have
     */
    @GetMapping("/matches")
    List<Subscribers.Match> matches(
            @RequestParam(defaultValue = "") @Parameter(example = "kern.critical") @RoutingKey
                    String routingKey) {
        return subscribers.matching(
                rule -> new TopicPattern(rule.routingKey()).matches(routingKey));
    }

    private static List<BindingRule> rules(List<String> bindingKeys) {
        return bindingKeys.stream().map(BindingRule::key).toList();
    }
}
