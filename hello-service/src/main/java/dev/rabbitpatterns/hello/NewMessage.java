package dev.rabbitpatterns.hello;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;

/**
 * A message to be published.
 *
 * @param text the body
 */
record NewMessage(@Schema(example = "Hello, world") @NotBlank String text) {}
