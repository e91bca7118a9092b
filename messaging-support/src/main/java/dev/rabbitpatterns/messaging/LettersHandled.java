package dev.rabbitpatterns.messaging;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a replay or a deletion did.
 *
 * @param letters the letters that were chosen, oldest first, and those that were not found
 * @param left how many dead letters there are now
 */
public record LettersHandled(List<Letter> letters, int left) {

    /**
     * One letter.
     *
     * @param id its message-id
     * @param outcome what became of it
     * @param detail why, if that was not what was asked for
     */
    public record Letter(String id, Outcome outcome, @Nullable String detail) {}

    /** What became of a letter; all but the first two are still where they were. */
    public enum Outcome {
        /** The queue that it came from has it again. */
        REPLAYED,
        /** It is gone. */
        DELETED,
        /** No letter has this id. */
        NOT_FOUND,
        /** One before it could not be handled, and it would have had the same fate. */
        NOT_TRIED,
        /** It cannot be replayed as it is. */
        FAILED,
        /** The broker did not take it. */
        REFUSED,
        /** The broker may have it again; to replay it once more has no second effect. */
        UNKNOWN;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How many were replayed or deleted. */
    public int done() {
        return Math.toIntExact(letters.stream().filter(LettersHandled::isDone).count());
    }

    /** Whether something was asked for that could not be done. */
    public boolean has(Outcome outcome) {
        return letters.stream().anyMatch(letter -> letter.outcome() == outcome);
    }

    private static boolean isDone(Letter letter) {
        return letter.outcome() == Outcome.REPLAYED || letter.outcome() == Outcome.DELETED;
    }
}
