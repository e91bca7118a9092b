package dev.rabbitpatterns.messaging.deadletter;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How dead letters are handled.
 *
 * @param path where the dead letters are found over REST
 * @param requeueDelay how long a consumer waits before it requeues a message that the dead-letter
 *     queue refused
 * @param pageSize how many dead letters one request lists
 * @param maxScanned how many dead letters one request can skip, search, replay or delete
 * @param lockTimeout how long a request waits for another one that handles the same dead letters
 */
@Validated
@ConfigurationProperties("messaging.dead-letters")
record DeadLetterProperties(
        @Pattern(regexp = "(/[a-z-]+)+") @DefaultValue("/dead-letters") String path,
        @DurationMin(millis = 1) @DefaultValue("1s") Duration requeueDelay,
        @Min(1) @DefaultValue("100") int pageSize,
        @Min(1) @DefaultValue("10000") int maxScanned,
        @DurationMin(millis = 0) @DefaultValue("10s") Duration lockTimeout) {}
