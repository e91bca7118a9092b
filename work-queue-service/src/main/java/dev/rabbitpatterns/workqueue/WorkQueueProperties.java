package dev.rabbitpatterns.workqueue;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The bounds of the work queue.
 *
 * @param workers how many workers start with the service
 * @param maxWorkers how many workers there may be at once
 * @param dot how long the work for one dot takes
 * @param maxDots how many dots a task may have
 * @param maxBatchDots how many dots all tasks of an array may have together
 * @param taskCacheSize how many tasks this instance remembers the state of
 * @param retries how often a failed task is retried
 * @param firstRetryAfter how long a task waits for its first retry
 * @param retryMultiplier by how much the wait grows with each further retry
 */
@Validated
@ConfigurationProperties("work-queue")
record WorkQueueProperties(
        @Min(0) @DefaultValue("2") int workers,
        @Min(1) @DefaultValue("20") int maxWorkers,
        @DurationMin(millis = 1) @DefaultValue("1s") Duration dot,
        @Min(0) @DefaultValue("60") int maxDots,
        @Min(0) @DefaultValue("600") int maxBatchDots,
        @Min(1) @DefaultValue("10000") int taskCacheSize,
        @Min(0) @Max(10) @DefaultValue("3") int retries,
        @DurationMin(millis = 1) @DefaultValue("1s") Duration firstRetryAfter,
        @Min(1) @DefaultValue("2") int retryMultiplier) {

    /** How long a task waits before each retry, in order. */
    List<Duration> delays() {
        return Stream.iterate(firstRetryAfter, delay -> delay.multipliedBy(retryMultiplier))
                .limit(retries)
                .toList();
    }
}
