package dev.rabbitpatterns.rpc;

/** Refuses an n, and says why. */
final class RefusedException extends Exception {

    RefusedException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
