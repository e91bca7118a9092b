package dev.rabbitpatterns.headers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.rest.InvalidValueException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** How many of a subscriber's headers have to match. */
enum Match {
    /** All of them, except names that begin with {@code x-}. */
    ALL,
    /** At least one, except names that begin with {@code x-}. */
    ANY,
    /** All of them. */
    ALL_WITH_X,
    /** At least one. */
    ANY_WITH_X;

    /** The broker's name for it, the value of {@code x-match}. */
    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return label();
    }

    @JsonCreator
    static Match of(String label) {
        return Arrays.stream(values())
                .filter(match -> match.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException("must be one of " + labels()));
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Match::label).toList();
    }

    boolean isAny() {
        return this == ANY || this == ANY_WITH_X;
    }

    boolean countsX() {
        return this == ALL_WITH_X || this == ANY_WITH_X;
    }

    /** Converts a query parameter, for which Spring expects the constant's name by default. */
    @Component
    static final class FromQuery implements Converter<String, Match> {

        @Override
        public Match convert(String label) {
            return of(label);
        }
    }
}
