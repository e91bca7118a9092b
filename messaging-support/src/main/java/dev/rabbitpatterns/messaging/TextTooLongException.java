package dev.rabbitpatterns.messaging;

/**
 * Refuses a text or a request that is longer than the configured bound; nothing of it was
 * published.
 */
public final class TextTooLongException extends RuntimeException {

    TextTooLongException(long size, long max) {
        super("%d bytes are more than the %d that are allowed".formatted(size, max));
    }
}
