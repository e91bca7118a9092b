package dev.rabbitpatterns.messaging;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for every message.
 *
 * @param maxTextSize the longest text that can be published, in UTF-8 bytes
 */
@Validated
@ConfigurationProperties("messaging")
record MessagingProperties(@NotNull @DefaultValue("1MB") DataSize maxTextSize) {}
