package dev.rabbitpatterns.messaging.publish;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.rest.Batch;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * The outcome of one message of a batch.
 *
 * @param receipt the receipt, if the broker confirmed the message
 * @param failure the failure, if it did not
 */
@Schema(oneOf = {PublishReceipt.class, ProblemDetail.class})
public record PublishOutcome(@Nullable PublishReceipt receipt, @Nullable PublishException failure) {

    static PublishOutcome of(Supplier<PublishReceipt> publish) {
        try {
            return new PublishOutcome(publish.get(), null);
        } catch (PublishException e) {
            return new PublishOutcome(null, e);
        }
    }

    /** The same outcome; a problem also says which line has it. */
    PublishOutcome onLine(long number) {
        if (failure != null) {
            failure.getBody().setProperty("line", number);
        }
        return this;
    }

    /** The outcome as a REST client sees it: the receipt or a problem. */
    @JsonValue
    Object body() {
        return receipt != null ? receipt : Objects.requireNonNull(failure).getBody();
    }

    /**
     * The answer to a request that published a batch, with the status of the worst outcome.
     *
     * @throws PublishException if the request was a single message, not in an array, and it failed
     */
    public static ResponseEntity<Batch<PublishOutcome>> answer(Batch<PublishOutcome> outcomes) {
        PublishException failure = outcomes.getFirst().failure();
        if (failure != null && !outcomes.isArray()) {
            throw failure;
        }
        return ResponseEntity.status(statusOf(outcomes)).body(outcomes);
    }

    private static HttpStatusCode statusOf(List<PublishOutcome> outcomes) {
        return outcomes.stream()
                .map(PublishOutcome::failure)
                .filter(Objects::nonNull)
                .map(PublishException::getStatusCode)
                .max(Comparator.comparingInt(HttpStatusCode::value))
                .orElse(HttpStatus.ACCEPTED);
    }
}
