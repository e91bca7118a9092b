package dev.rabbitpatterns.messaging.subscribe;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How subscribers are bounded.
 *
 * @param maxSubscribers how many subscribers there may be at once, including open streams
 * @param maxBindings how many bindings one subscriber may have
 * @param maxKept how many received messages each subscriber keeps for listing, newest first
 * @param maxKeptSize how much memory their texts may take together
 * @param dedupCacheSize how many message ids each subscriber remembers to recognise a duplicate
 * @param streamBuffer how many messages a stream may fall behind before it is disconnected
 * @param streamBufferSize how much memory the messages in that buffer may take together
 * @param maxTotalSize how much memory all subscribers may use together; each gets an equal share
 * @param heartbeat how long it may take to notice that the reader of a stream is gone
 * @param prefetch how many unacknowledged messages the broker may send to each subscriber
 * @param ackBatchSize how many messages are acknowledged together
 * @param maxAckDelay how long a message may wait for others that are acknowledged with it
 * @param reconnectInterval how long to wait between attempts to reconnect
 */
@Validated
@ConfigurationProperties("messaging.subscribe")
record SubscribeProperties(
        @Min(0) @Max(2000) @DefaultValue("200") int maxSubscribers,
        @Min(1) @DefaultValue("1000") int maxBindings,
        @Min(1) @DefaultValue("200") int maxKept,
        @NotNull @DefaultValue("4MB") DataSize maxKeptSize,
        @Min(1) @DefaultValue("250") int dedupCacheSize,
        @Min(1) @DefaultValue("1000") int streamBuffer,
        @NotNull @DefaultValue("4MB") DataSize streamBufferSize,
        @NotNull @DefaultValue("32MB") DataSize maxTotalSize,
        @DurationMin(millis = 100) @DefaultValue("15s") Duration heartbeat,
        @Min(1) @Max(65535) @DefaultValue("250") int prefetch,
        @Min(1) @DefaultValue("50") int ackBatchSize,
        @DurationMin(millis = 1) @DefaultValue("250ms") Duration maxAckDelay,
        @DurationMin(millis = 1) @DefaultValue("1s") Duration reconnectInterval) {}
