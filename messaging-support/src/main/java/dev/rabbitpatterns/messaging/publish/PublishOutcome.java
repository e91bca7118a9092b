package dev.rabbitpatterns.messaging.publish;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.rest.Batch;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

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
     * The answer to a request that published a batch. {@link BatchStatus} gives it the status of
     * the worst outcome.
     *
     * @throws PublishException if the request was a single message, not in an array, and it failed
     */
    public static Batch<PublishOutcome> answer(Batch<PublishOutcome> outcomes) {
        PublishException failure = outcomes.getFirst().failure();
        if (failure != null && !outcomes.isArray()) {
            throw failure;
        }
        return outcomes;
    }
}
