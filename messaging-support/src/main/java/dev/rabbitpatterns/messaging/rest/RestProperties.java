package dev.rabbitpatterns.messaging.rest;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How requests are bounded.
 *
 * @param maxRequestSize the longest request body that is read
 * @param maxTotalRequestSize how much all requests in flight may carry together
 * @param maxBatchSize how many messages one request may publish
 * @param maxUnansweredLines how many lines of one request may wait for their answers at once
 * @param maxUnansweredSize how much of the memory such lines may take up; a single line may take
 *     more, up to {@code maxRequestSize}
 * @param requestReadTimeout how long a request body, or one of its lines, may take to arrive
 * @param allowedHosts the domains by which browsers may call the service, in addition to IP
 *     addresses and names without a dot
 * @param retryAfter how long a caller is told to wait when the service or the broker is unavailable
 */
@Validated
@ConfigurationProperties("messaging.rest")
record RestProperties(
        @NotNull @DefaultValue("8MB") DataSize maxRequestSize,
        @NotNull @DefaultValue("8MB") DataSize maxTotalRequestSize,
        @Min(1) @DefaultValue("100") int maxBatchSize,
        @Min(1) @DefaultValue("500") int maxUnansweredLines,
        @NotNull @DefaultValue("2MB") DataSize maxUnansweredSize,
        @DurationMin(millis = 1) @DefaultValue("30s") Duration requestReadTimeout,
        @DefaultValue Set<String> allowedHosts,
        @DurationMin(seconds = 1) @DefaultValue("2s") Duration retryAfter) {}
