package dev.rabbitpatterns.headers;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The bounds of headers, which all have to fit into one frame.
 *
 * @param maxHeaders how many a message or a subscription may have
 * @param maxValueLength how many characters a text among them may have
 */
@Validated
@ConfigurationProperties("headers")
record HeadersProperties(
        @Min(1) @Max(100) @DefaultValue("50") int maxHeaders,
        @Min(1) @Max(1000) @DefaultValue("250") int maxValueLength) {}
