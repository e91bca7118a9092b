package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.IdempotencyKey;
import dev.rabbitpatterns.messaging.Inbox;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.ReceivedMessage;
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

/** Sends and shows messages over REST, and lets a person hold the consumer back or pull by hand. */
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

    /** Whether messages are pushed to the consumer; while they are not, they wait in the queue. */
    record ConsumerState(boolean running) {}

    /** Answers when the broker has the message in the queue. */
    @PostMapping(path = "/messages", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Receipt send(
            @Valid @RequestBody NewMessage message,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(message.text(), key);
    }

    /** The same for a body that is the text itself. */
    @PostMapping(path = "/messages", consumes = MediaType.TEXT_PLAIN_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Receipt sendText(
            @RequestBody @NotBlank String text,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(text, key);
    }

    /** What the consumer has received, newest first. */
    @GetMapping("/messages")
    Inbox.Contents received() {
        return inbox.contents();
    }

    /** Takes one message from the queue by hand; 204 when it is empty. */
    @PostMapping("/messages/receive")
    ResponseEntity<ReceivedMessage> receive() {
        return consumer.pull()
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    @GetMapping("/consumer")
    ConsumerState consumer() {
        return new ConsumerState(consumerSwitch.isRunning());
    }

    /** Pauses the consumer or lets it go on. */
    @PutMapping("/consumer")
    ConsumerState consumer(@Valid @RequestBody ConsumerState wanted) {
        consumerSwitch.set(wanted.running());
        return consumer();
    }
}
