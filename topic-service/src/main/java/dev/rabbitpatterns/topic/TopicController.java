package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.BindingKeys;
import dev.rabbitpatterns.messaging.BindingRule;
import dev.rabbitpatterns.messaging.IdempotencyKey;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.RoutingKey;
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
class TopicController {

    private final TopicProducer producer;
    private final Subscribers subscribers;

    TopicController(TopicProducer producer, Subscribers subscribers) {
        this.producer = producer;
        this.subscribers = subscribers;
    }

    /** Answers when the broker has the log, whether or not somebody is there who asked for it. */
    @PostMapping(path = "/logs", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Receipt send(
            @Valid @RequestBody NewLog log,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(log.text(), log.routingKeyOrDefault(), key);
    }

    /** The same for a body that is the text itself. */
    @PostMapping(path = "/logs", consumes = MediaType.TEXT_PLAIN_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Receipt sendText(
            @RequestBody @NotBlank String text,
            @RequestParam(defaultValue = TopicTopology.DEFAULT_ROUTING_KEY) @RoutingKey
                    String routingKey,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(text, routingKey, key);
    }

    /** Is a subscriber to what these patterns match, as long as it is read. */
    @GetMapping(path = "/logs/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(
            @RequestParam(defaultValue = "")
                    @BindingKeys(
                            usage = NewSubscriber.USAGE,
                            mostHashes = NewSubscriber.MOST_HASHES)
                    List<String> bindingKeys) {
        return subscribers.stream(rules(bindingKeys));
    }

    /** Adds a subscriber to what these patterns match, which is there until it is deleted. */
    @PostMapping("/subscribers")
    @ResponseStatus(HttpStatus.CREATED)
    SubscriberView subscribe(@Valid @RequestBody NewSubscriber subscriber) {
        return subscribers.keep(rules(subscriber.bindingKeys()));
    }

    /** Predicts who would get a log with this key, without sending it. */
    @GetMapping("/matches")
    List<Subscribers.Match> matches(
            @RequestParam(defaultValue = "") @RoutingKey String routingKey) {
        return subscribers.whoGets(rule -> new TopicPattern(rule.routingKey()).matches(routingKey));
    }

    private static List<BindingRule> rules(List<String> bindingKeys) {
        return bindingKeys.stream().map(BindingRule::key).toList();
    }
}
