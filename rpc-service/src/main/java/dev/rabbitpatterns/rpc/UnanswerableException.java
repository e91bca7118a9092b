package dev.rabbitpatterns.rpc;

/** Says that there is no address to which a request may be answered, so that it is set aside. */
final class UnanswerableException extends Exception {

    UnanswerableException(String message) {
        super(message);
    }
}
