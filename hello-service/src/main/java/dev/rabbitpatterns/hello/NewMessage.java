package dev.rabbitpatterns.hello;

import jakarta.validation.constraints.NotBlank;

/**
 * What to send.
 *
 * @param text the message's body, as it is
 */
record NewMessage(@NotBlank String text) {}
