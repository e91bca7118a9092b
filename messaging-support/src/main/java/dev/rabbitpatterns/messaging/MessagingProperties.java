package dev.rabbitpatterns.messaging;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Every bound of the library, with a default that suits a single small instance.
 *
 * @param publish how long a publish may take, and how many at once
 * @param rest how much a request may carry
 * @param deliveries how received messages are remembered and finished
 * @param events how the live event stream is bounded
 * @param subscribers how those are bounded who get copies of what an exchange is sent
 * @param deadLetters how dead letters are handled
 * @param management where the broker's management API is, for what AMQP cannot tell
 */
@Validated
@ConfigurationProperties("messaging")
public record MessagingProperties(
        @Valid @DefaultValue Publish publish,
        @Valid @DefaultValue Rest rest,
        @Valid @DefaultValue Deliveries deliveries,
        @Valid @DefaultValue Events events,
        @Valid @DefaultValue Subscriptions subscribers,
        @Valid @DefaultValue DeadLetterHandling deadLetters,
        @Valid @DefaultValue Management management) {

    /**
     * How a publish is bounded.
     *
     * @param confirmTimeout how long to wait for the broker's confirm before the outcome is called
     *     unknown
     * @param maxPending how many messages may wait for the broker at once
     * @param retryAfter what a refused caller is told to wait before it tries again
     */
    public record Publish(
            @DurationMin(millis = 1) @DefaultValue("5s") Duration confirmTimeout,
            @Min(1) @DefaultValue("10000") int maxPending,
            @DurationMin(seconds = 1) @DefaultValue("2s") Duration retryAfter) {}

    /**
     * How a request is bounded.
     *
     * @param maxTextSize the longest text that is published, in UTF-8 bytes
     * @param maxRequestSize the longest request body that is read at all
     * @param maxRequestsSize how much all requests that are under way may carry together
     * @param maxRequestTime how long a request body may take to arrive
     * @param rememberedKeys of how many idempotency keys it is known with which body they came
     * @param allowedHosts the domains by which browsers may call the service, besides addresses and
     *     names without a dot
     */
    public record Rest(
            @NotNull @DefaultValue("1MB") DataSize maxTextSize,
            @NotNull @DefaultValue("8MB") DataSize maxRequestSize,
            @NotNull @DefaultValue("8MB") DataSize maxRequestsSize,
            @DurationMin(millis = 1) @DefaultValue("30s") Duration maxRequestTime,
            @Min(1) @DefaultValue("10000") int rememberedKeys,
            @DefaultValue Set<String> allowedHosts) {}

    /**
     * How received messages are remembered and finished.
     *
     * @param kept how many received messages are kept to be listed, newest first
     * @param keptSize how much their texts may take together
     * @param remembered how many message ids are remembered to recognise a duplicate
     * @param acknowledgeWithin how long the first of several messages that are acknowledged
     *     together may wait for the others
     * @param shutdownTimeout how long a consumer that stops may take to finish the message in hand
     *     before it is given back
     * @param reconnect how long to wait between attempts to come back after a lost connection
     */
    public record Deliveries(
            @Min(1) @DefaultValue("200") int kept,
            @NotNull @DefaultValue("4MB") DataSize keptSize,
            @Min(1) @DefaultValue("10000") int remembered,
            @DurationMin(millis = 1) @DefaultValue("50ms") Duration acknowledgeWithin,
            @DurationMin(millis = 1) @DefaultValue("20s") Duration shutdownTimeout,
            @DurationMin(millis = 1) @DefaultValue("1s") Duration reconnect) {}

    /**
     * How the live stream is bounded.
     *
     * @param history how many events a reader that reconnects can catch up on
     * @param readers how many readers there may be at once
     * @param readerBuffer how many events a reader may be behind before it is cut off
     * @param heartbeat within which time it is noticed that a reader is gone
     */
    public record Events(
            @Min(1) @DefaultValue("1000") int history,
            @Min(0) @DefaultValue("100") int readers,
            @Min(1) @DefaultValue("1000") int readerBuffer,
            @DurationMin(millis = 100) @DefaultValue("15s") Duration heartbeat) {}

    /**
     * How subscribers are bounded: who is there gets a copy, by a queue that goes with it.
     *
     * @param allowed how many there may be at once, those that a stream is included
     * @param maxBindings by how many bindings one may choose what it gets
     * @param kept how many received messages each keeps to be listed, newest first
     * @param keptSize how much their texts may take together
     * @param remembered how many message ids each remembers to recognise a duplicate
     * @param streamBuffer how many messages the reader of a stream may be behind before it is cut
     *     off
     * @param streamBufferSize how much these may take together
     * @param sizeOfAll how much all of them may keep and have waiting together; where they are
     *     many, each has its share of it
     * @param heartbeat within which time it is noticed that the reader of a stream is gone
     * @param prefetch how many messages the broker may send ahead of each one's acknowledgements
     * @param acknowledgeTogether how many messages one acknowledgement stands for
     * @param acknowledgeWithin how long the first of them may wait for the others
     * @param reconnect how long to wait between attempts to come back after a lost connection
     */
    public record Subscriptions(
            @Min(0) @Max(2000) @DefaultValue("200") int allowed,
            @Min(1) @DefaultValue("1000") int maxBindings,
            @Min(1) @DefaultValue("200") int kept,
            @NotNull @DefaultValue("4MB") DataSize keptSize,
            @Min(1) @DefaultValue("250") int remembered,
            @Min(1) @DefaultValue("1000") int streamBuffer,
            @NotNull @DefaultValue("4MB") DataSize streamBufferSize,
            @NotNull @DefaultValue("32MB") DataSize sizeOfAll,
            @DurationMin(millis = 100) @DefaultValue("15s") Duration heartbeat,
            @Min(1) @Max(65535) @DefaultValue("250") int prefetch,
            @Min(1) @DefaultValue("50") int acknowledgeTogether,
            @DurationMin(millis = 1) @DefaultValue("250ms") Duration acknowledgeWithin,
            @DurationMin(millis = 1) @DefaultValue("1s") Duration reconnect) {}

    /**
     * How dead letters are handled.
     *
     * @param retryDelay how long a consumer pauses before it gives back a message that the
     *     dead-letter queue did not take
     * @param listed how many dead letters a page of the list has
     * @param atOnce how many dead letters a request can list past, look through, replay or delete
     * @param patience how long a request waits for another one that works through the same letters
     */
    public record DeadLetterHandling(
            @DurationMin(millis = 1) @DefaultValue("1s") Duration retryDelay,
            @Min(1) @DefaultValue("100") int listed,
            @Min(1) @DefaultValue("10000") int atOnce,
            @DurationMin(millis = 0) @DefaultValue("10s") Duration patience) {}

    /**
     * Where the management API is.
     *
     * @param uri the management API's address; without one, topology shows only what AMQP tells
     * @param username a user with the monitoring tag
     * @param password that user's password
     * @param timeout how long to wait for an answer
     */
    public record Management(
            @Nullable URI uri,
            @DefaultValue("monitoring") String username,
            @DefaultValue("") String password,
            @DurationMin(millis = 1) @DefaultValue("2s") Duration timeout) {}
}
