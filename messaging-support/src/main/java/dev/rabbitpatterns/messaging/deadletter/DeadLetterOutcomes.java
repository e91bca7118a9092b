package dev.rabbitpatterns.messaging.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The result of a replay or a deletion.
 *
 * @param letters the chosen letters, oldest first, and the ids that were not found
 * @param left how many dead letters there are now
 */
record DeadLetterOutcomes(List<Letter> letters, int left) {

    /**
     * One letter.
     *
     * @param id its message-id
     * @param outcome what happened to it
     * @param detail why, if the request could not be fulfilled
     */
    record Letter(String id, Outcome outcome, @Nullable String detail) {}

    /** What happened to a letter. Every outcome except the first two leaves it where it was. */
    enum Outcome {
        /** It is back in the queue that it came from. */
        REPLAYED,
        /** It no longer exists. */
        DELETED,
        /** No letter has this id. */
        NOT_FOUND,
        /** Not attempted, because an earlier letter failed in a way that affects all of them. */
        NOT_TRIED,
        /** It cannot be published as it is. */
        FAILED,
        /** The broker refused it. */
        REFUSED,
        /** It may be back in its queue; replaying it again has no second effect. */
        UNKNOWN;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How many were replayed or deleted. */
    @JsonProperty
    int done() {
        return Math.toIntExact(letters.stream().filter(DeadLetterOutcomes::isDone).count());
    }

    /** The HTTP status of the worst outcome. */
    HttpStatus status() {
        if (has(Outcome.UNKNOWN)) {
            return HttpStatus.GATEWAY_TIMEOUT;
        }
        if (has(Outcome.REFUSED)) {
            return HttpStatus.SERVICE_UNAVAILABLE;
        }
        return has(Outcome.FAILED) ? HttpStatus.INTERNAL_SERVER_ERROR : HttpStatus.OK;
    }

    private boolean has(Outcome outcome) {
        return letters.stream().anyMatch(letter -> letter.outcome() == outcome);
    }

    private static boolean isDone(Letter letter) {
        return letter.outcome() == Outcome.REPLAYED || letter.outcome() == Outcome.DELETED;
    }
}
