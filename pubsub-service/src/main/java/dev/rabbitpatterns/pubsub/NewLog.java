package dev.rabbitpatterns.pubsub;

import jakarta.validation.constraints.NotBlank;

/**
 * A message to be published.
 *
 * @param text the body
 */
record NewLog(@NotBlank String text) {}
