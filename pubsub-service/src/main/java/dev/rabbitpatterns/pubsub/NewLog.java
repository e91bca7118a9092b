package dev.rabbitpatterns.pubsub;

import jakarta.validation.constraints.NotBlank;

/**
 * What to send.
 *
 * @param text the message's body, as it is
 */
record NewLog(@NotBlank String text) {}
