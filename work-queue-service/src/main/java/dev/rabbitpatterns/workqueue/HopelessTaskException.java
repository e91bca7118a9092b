package dev.rabbitpatterns.workqueue;

/** Says that a task can never be done, so that it is set aside at once. */
final class HopelessTaskException extends RuntimeException {

    HopelessTaskException(String message) {
        super(message);
    }
}
