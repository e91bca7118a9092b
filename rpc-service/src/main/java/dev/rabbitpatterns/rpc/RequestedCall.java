package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.ProblemException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;

/** Reads what a REST request asks for, and points to what is wrong with it. */
@ClientRole
@Component
class RequestedCall {

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

    private final RpcProperties properties;

    RequestedCall(RpcProperties properties) {
        this.properties = properties;
    }

    int argument(String parameter, String text) {
        try {
            return Argument.parse(text, properties.maxN());
        } catch (RefusedException e) {
            throw ProblemException.invalidParameter(parameter, e.reason());
        }
    }

    /** A number without a unit means milliseconds. */
    Duration timeout(@Nullable String text) {
        if (text == null) {
            return properties.client().timeout();
        }
        Duration max = properties.client().maxTimeout();
        Duration timeout = parse(text);
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(max) > 0) {
            throw ProblemException.invalidParameter(
                    "timeout", "has to be from 1ms to %dms".formatted(max.toMillis()));
        }
        return timeout;
    }

    private static Duration parse(String text) {
        try {
            return DurationStyle.detectAndParse(text, ChronoUnit.MILLIS);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw ProblemException.invalidParameter("timeout", "has to be a time like 500ms or 2s");
        }
    }

    void checkRange(int from, int to) {
        int max = properties.client().maxRange();
        if (to < from) {
            throw ProblemException.invalidParameter("to", "has to be " + from + " or more");
        }
        if (to - from >= max) {
            throw ProblemException.invalidParameter(
                    "to", "a range has at most %d numbers".formatted(max));
        }
    }
}
