package dev.rabbitpatterns.pubsub;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;

/**
 * A message to be published.
 *
 * @param text the body
 */
record NewLog(@Schema(example = "The disk is full") @NotBlank String text) {}
