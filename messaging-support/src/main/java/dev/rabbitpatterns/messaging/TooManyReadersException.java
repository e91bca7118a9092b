package dev.rabbitpatterns.messaging;

/** Refuses one more reader of the live stream; it may come back when another has left. */
public final class TooManyReadersException extends RuntimeException {

    TooManyReadersException(int limit) {
        super("The stream has its " + limit + " readers");
    }
}
