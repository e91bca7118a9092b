package dev.rabbitpatterns.messaging.events;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the live event stream is bounded.
 *
 * @param historySize how many events a reader can catch up on when it reconnects
 * @param maxReaders how many readers there may be at once
 * @param readerBufferSize how many events a reader may fall behind before it is disconnected
 * @param heartbeat how long it may take to notice that a reader is gone
 */
@Validated
@ConfigurationProperties("messaging.events")
record EventsProperties(
        @Min(1) @DefaultValue("1000") int historySize,
        @Min(0) @DefaultValue("100") int maxReaders,
        @Min(1) @DefaultValue("1000") int readerBufferSize,
        @DurationMin(millis = 100) @DefaultValue("15s") Duration heartbeat) {}
