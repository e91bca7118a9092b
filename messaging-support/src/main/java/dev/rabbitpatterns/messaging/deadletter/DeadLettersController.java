package dev.rabbitpatterns.messaging.deadletter;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.docs.Problem;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists, replays and deletes the dead letters of the service's queue over REST. */
@RestController
@Problem(
        status = HttpStatus.NOT_FOUND,
        type = "no-dead-letters",
        when = "The service declares no queue with dead letters.")
@Problem(
        status = HttpStatus.SERVICE_UNAVAILABLE,
        type = "broker-unavailable",
        when = "The broker is not reachable, so nothing was done. Try again.")
@RequestMapping("${messaging.dead-letters.path:/dead-letters}")
class DeadLettersController {

    private final Optional<String> queue;
    private final DeadLetterQueue letters;
    private final TextMessageConverter converter;
    private final ObjectProvider<ReplayCustomizer> customizers;

    DeadLettersController(
            Declarables declared,
            DeadLetterQueue letters,
            TextMessageConverter converter,
            ObjectProvider<ReplayCustomizer> customizers) {
        List<String> queues =
                declared.getDeclarablesByType(Queue.class).stream().map(Queue::getName).toList();
        this.queue =
                queues.stream()
                        .filter(name -> queues.contains(DeadLetters.queueFor(name)))
                        .findFirst();
        this.letters = letters;
        this.converter = converter;
        this.customizers = customizers;
    }

    /**
     * What to replay.
     *
     * @param ids the ids of the letters; all by default
     * @param text a new text for them, if the old one was the fault
     */
    record Replay(
            @Schema(example = "[\"order-4711\"]") @Nullable Set<String> ids,
            @Schema(example = "A text that can be read") @Nullable String text) {}

    /**
     * A page of dead letters, oldest first.
     *
     * @param from how many of the oldest to skip
     */
    @GetMapping
    List<DeadLetter> list(@RequestParam(defaultValue = "0") int from) {
        return letters.list(queue(), from);
    }

    /**
     * Publishes dead letters again, under their old ids and with all of their attempts. The answer
     * says what became of each; its status is that of the worst outcome. Without a body, all
     * letters are replayed.
     */
    @HandlesLetters
    @PostMapping("/replay")
    ResponseEntity<DeadLetterOutcomes> replay(
            @RequestBody(required = false) @Nullable Replay replay) {
        Replay what = replay != null ? replay : new Replay(null, null);
        if (what.text() != null && what.ids() == null) {
            throw ProblemException.invalid("#/ids", "name the letters that get the new text");
        }
        if (what.ids() != null && what.ids().isEmpty()) {
            throw ProblemException.invalid("#/ids", "name some, or leave it out to replay all");
        }
        if (what.text() != null) {
            // What no message can have is the fault of this request, and not of a letter.
            converter.toMessage(what.text(), new MessageProperties());
        }
        return answer(
                letters.replay(queue(), what.ids(), letter -> customized(letter, what.text())));
    }

    /**
     * Deletes a dead letter for good. The answer has the status 200 even if no letter has this id.
     *
     * @param id its message-id
     */
    @HandlesLetters
    @DeleteMapping("/{id}")
    ResponseEntity<DeadLetterOutcomes> delete(
            @Parameter(example = "order-4711") @PathVariable String id) {
        return answer(letters.delete(queue(), Set.of(id)));
    }

    /**
     * Deletes several dead letters for good, or one whose id has a slash, which a path cannot
     * carry; other programs may use such ids.
     */
    @HandlesLetters
    @Parameter(
            name = "id",
            in = ParameterIn.QUERY,
            required = true,
            description = "a message-id; repeat it to name several",
            array = @ArraySchema(schema = @Schema(type = "string")),
            example = "order-4711")
    @DeleteMapping
    ResponseEntity<DeadLetterOutcomes> delete(
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> chosen) {
        // As a set of strings it would be split at commas, which an id may contain.
        List<String> ids = chosen.get("id");
        if (ids == null) {
            throw ProblemException.invalidParameter("id", "name a letter");
        }
        return answer(letters.delete(queue(), new HashSet<>(ids)));
    }

    private Message customized(Message letter, @Nullable String newText) {
        customizers.orderedStream().forEach(one -> one.customize(letter));
        return newText == null
                ? letter
                : converter.toMessage(newText, letter.getMessageProperties());
    }

    private String queue() {
        return queue.orElseThrow(() ->
                new ProblemException(
                        HttpStatus.NOT_FOUND,
                        "no-dead-letters",
                        "This service declares no queue with dead letters."));
    }

    private static ResponseEntity<DeadLetterOutcomes> answer(DeadLetterOutcomes handled) {
        return ResponseEntity.status(handled.status()).body(handled);
    }
}
