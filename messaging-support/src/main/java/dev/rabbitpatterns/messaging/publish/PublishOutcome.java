package dev.rabbitpatterns.messaging.publish;

import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * What became of one message of several.
 *
 * @param receipt the receipt, if the broker confirmed the message
 * @param failure the failure, if it did not
 */
public record PublishOutcome(@Nullable PublishReceipt receipt, @Nullable PublishException failure) {

    static PublishOutcome of(Supplier<PublishReceipt> publish) {
        try {
            return new PublishOutcome(publish.get(), null);
        } catch (PublishException e) {
            return new PublishOutcome(null, e);
        }
    }

    /** What a REST client is told of the message: the receipt or a problem. */
    public Object body() {
        return receipt != null ? receipt : problem().getBody();
    }

    /** The status of the worst of these outcomes. */
    public static HttpStatusCode statusOf(List<PublishOutcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome.receipt() == null)
                .map(outcome -> outcome.problem().getStatusCode())
                .max(Comparator.comparingInt(HttpStatusCode::value))
                .orElse(HttpStatus.ACCEPTED);
    }

    private PublishException problem() {
        if (failure == null) {
            throw new IllegalStateException("The message was confirmed");
        }
        return failure;
    }
}
