package dev.rabbitpatterns.messaging.outbox;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the outbox is published.
 *
 * @param relay whether this instance publishes rows, or leaves that to others
 * @param batchSize how many rows are published before they are marked
 * @param batchBytes how long their texts may be together; a longer one is published alone
 * @param pollInterval how often to look for rows that other instances have left
 * @param retryAfter how long a row waits after its first failure; twice as long after each further
 *     one
 * @param maxRetryAfter the longest wait
 * @param retention how long published rows are kept
 */
@Validated
@ConfigurationProperties("messaging.outbox")
record OutboxProperties(
        @DefaultValue("true") boolean relay,
        @Min(1) @DefaultValue("100") int batchSize,
        @NotNull @DefaultValue("4MB") DataSize batchBytes,
        @DurationMin(millis = 1) @DefaultValue("1s") Duration pollInterval,
        @DurationMin(millis = 1) @DefaultValue("1s") Duration retryAfter,
        @DurationMin(millis = 1) @DefaultValue("1m") Duration maxRetryAfter,
        @DurationMin(millis = 1) @DefaultValue("1d") Duration retention) {

    /** How long a row waits after this many failures. */
    Duration waitAfter(int failures) {
        Duration wait = retryAfter.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(maxRetryAfter) < 0 ? wait : maxRetryAfter;
    }
}
