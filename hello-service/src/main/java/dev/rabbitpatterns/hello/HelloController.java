package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.messaging.docs.Problem;
import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Publishes and lists messages over REST, pauses the consumer, and pulls single messages. */
@RestController
class HelloController {

    private final HelloProducer producer;
    private final Inbox inbox;
    private final ConsumerSwitch consumerSwitch;
    private final HelloConsumer consumer;

    HelloController(
            HelloProducer producer,
            Inbox inbox,
            HelloConsumer consumer,
            ConsumerSwitch consumerSwitch) {
        this.producer = producer;
        this.inbox = inbox;
        this.consumerSwitch = consumerSwitch;
        this.consumer = consumer;
    }

    /**
     * The state of the consumer.
     *
     * @param running whether messages are pushed to it; otherwise they wait in the queue
     */
    record ConsumerState(@Schema(example = "true") boolean running) {}

    /**
     * Publishes a message, an array of them, or one from each line. The answer comes when the
     * broker has confirmed every one: a receipt, or for an array the outcomes in order, with the
     * status of the worst. Lines are answered one by one. What was confirmed before has no second
     * effect when it is repeated with the same key.
     */
    @PostMapping(
            path = "/messages",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Batch<PublishOutcome> send(
            @RequestBody Batch<@Valid NewMessage> messages,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return PublishOutcome.answer(producer.send(messages, key));
    }

    /** The same for a plain text body. */
    @PostMapping(
            path = "/messages",
            consumes = MediaType.TEXT_PLAIN_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Batch<PublishOutcome> sendText(
            @RequestBody @NotBlank String text,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return send(Batch.of(new NewMessage(text)), key);
    }

    /** The same for lines, as many as the client sends: each is answered when it is confirmed. */
    @PostMapping(
            path = "/messages",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = MediaType.APPLICATION_NDJSON_VALUE)
    @ResponseStatus(HttpStatus.OK)
    LineAnswers<PublishOutcome> sendLines(
            @RequestBody Lines<NewMessage> lines,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(lines, key);
    }

    /** What the consumer has received, newest first. */
    @GetMapping("/messages")
    Inbox.Contents received() {
        return inbox.contents();
    }

    /** Pulls one message from the queue. It is acknowledged like one that is pushed. */
    @ApiResponse(responseCode = "200", description = "The message", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "204", description = "The queue is empty", content = @Content)
    @Problem(
            status = HttpStatus.SERVICE_UNAVAILABLE,
            type = "broker-unavailable",
            when = "The broker is not reachable. Try again.")
    @PostMapping("/messages/receive")
    ResponseEntity<ReceivedMessage> receive() {
        return consumer.pull()
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    /** Whether the consumer is running. */
    @GetMapping("/consumer")
    ConsumerState consumer() {
        return new ConsumerState(consumerSwitch.isRunning());
    }

    /** Pauses or resumes the consumer. The answer is its new state. */
    @PutMapping("/consumer")
    ConsumerState consumer(@Valid @RequestBody ConsumerState wanted) {
        consumerSwitch.set(wanted.running());
        return consumer();
    }
}
