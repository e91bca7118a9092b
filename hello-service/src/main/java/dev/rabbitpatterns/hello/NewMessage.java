package dev.rabbitpatterns.hello;

import jakarta.validation.constraints.NotBlank;

/**
 * A message to be published.
 *
 * @param text the body
 */
record NewMessage(@NotBlank String text) {}
