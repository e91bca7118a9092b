package dev.rabbitpatterns.messaging;

/** Tells who sent a value what is wrong with it. */
public final class FaultyValueException extends IllegalArgumentException {

    public FaultyValueException(String message) {
        super(message);
    }
}
