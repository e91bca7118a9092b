package dev.rabbitpatterns.messaging.rest;

/** A value in a request is invalid; the message says why. */
public final class InvalidValueException extends IllegalArgumentException {

    public InvalidValueException(String message) {
        super(message);
    }
}
