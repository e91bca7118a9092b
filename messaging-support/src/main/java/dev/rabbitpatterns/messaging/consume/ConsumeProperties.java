package dev.rabbitpatterns.messaging.consume;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How deliveries are acknowledged, recognised and kept.
 *
 * @param dedupCacheSize how many message ids are remembered to recognise a duplicate
 * @param dedupRetention how long a database, if there is one, remembers them instead
 * @param databaseRetryAfter how long to wait before a message goes back to its queue because the
 *     database has failed
 * @param maxAckDelay how long a message may wait for others that are acknowledged with it; also how
 *     often an idle consumer checks whether it should stop
 * @param shutdownTimeout how long a stopping consumer may take to finish the message in hand before
 *     it is returned to the queue
 * @param reconnectInterval how long to wait between attempts to reconnect
 * @param maxKept how many received messages are kept for listing, newest first
 * @param maxKeptSize how much memory their texts may take together
 */
@Validated
@ConfigurationProperties("messaging.consume")
record ConsumeProperties(
        @Min(1) @DefaultValue("10000") int dedupCacheSize,
        @DurationMin(seconds = 1) @DefaultValue("7d") Duration dedupRetention,
        @DurationMin(millis = 1) @DefaultValue("5s") Duration databaseRetryAfter,
        @DurationMin(millis = 1) @DefaultValue("50ms") Duration maxAckDelay,
        @DurationMin(millis = 1) @DefaultValue("20s") Duration shutdownTimeout,
        @DurationMin(millis = 1) @DefaultValue("1s") Duration reconnectInterval,
        @Min(1) @DefaultValue("200") int maxKept,
        @NotNull @DefaultValue("4MB") DataSize maxKeptSize) {}
