package dev.rabbitpatterns.messaging.publish;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a publish is bounded.
 *
 * @param confirmTimeout how long to wait for the broker's confirm; after that the outcome is
 *     unknown
 * @param maxPending how many messages may wait for a confirm at once
 * @param idempotencyCacheSize how many ids that came as a key are remembered with their message
 */
@Validated
@ConfigurationProperties("messaging.publish")
record PublishProperties(
        @DurationMin(millis = 1) @DefaultValue("5s") Duration confirmTimeout,
        @Min(1) @DefaultValue("10000") int maxPending,
        @Min(1) @DefaultValue("10000") int idempotencyCacheSize) {}
