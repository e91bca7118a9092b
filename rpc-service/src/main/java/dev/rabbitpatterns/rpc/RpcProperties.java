package dev.rabbitpatterns.rpc;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The bounds of the remote call.
 *
 * @param maxN the largest n that is asked for or computed
 * @param client the side that calls
 * @param server the side that answers
 */
@Validated
@ConfigurationProperties("rpc")
record RpcProperties(
        @Min(0) @Max(1_000_000) @DefaultValue("100000") int maxN,
        @Valid @DefaultValue Client client,
        @Valid @DefaultValue Server server) {

    /**
     * The side that calls.
     *
     * @param enabled whether this instance makes calls
     * @param maxInFlight how many calls may wait for their answers at once
     * @param timeout how long a call waits for its answer by default
     * @param maxTimeout the longest timeout that a request may ask for
     * @param noServerCheckAfter how long a call waits before it checks, now and then, whether any
     *     server is listening
     * @param maxRange how many numbers a range may have
     * @param maxRanges how many ranges may be streamed at once; each keeps its unread answers in
     *     memory
     * @param rangeInFlight how many calls of one range may wait for their answers at once
     */
    record Client(
            @DefaultValue("true") boolean enabled,
            @Min(1) @Max(2000) @DefaultValue("1000") int maxInFlight,
            @DurationMin(millis = 1) @DefaultValue("5s") Duration timeout,
            @DurationMin(millis = 1) @DefaultValue("60s") Duration maxTimeout,
            @DurationMin(millis = 1) @DefaultValue("50ms") Duration noServerCheckAfter,
            @Min(1) @DefaultValue("1000") int maxRange,
            @Min(1) @DefaultValue("20") int maxRanges,
            @Min(1) @DefaultValue("50") int rangeInFlight) {

        @AssertTrue(message = "rpc.client.timeout has to be within rpc.client.max-timeout")
        boolean isTimeoutWithinMaximum() {
            return timeout.compareTo(maxTimeout) <= 0;
        }
    }

    /**
     * The side that answers.
     *
     * @param enabled whether this instance answers requests
     * @param name its name in its answers; by default the process id
     * @param replyTo the addresses that it replies to; by default only those that the broker
     *     generates, because otherwise a request could direct its answer into another service's
     *     queue
     */
    record Server(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("") String name,
            @NotNull @DefaultValue("amq\\.rabbitmq\\.reply-to\\..+|amq\\.gen-[A-Za-z0-9_-]+")
                    Pattern replyTo) {}
}
