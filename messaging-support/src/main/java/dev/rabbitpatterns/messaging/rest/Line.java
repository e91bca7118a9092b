package dev.rabbitpatterns.messaging.rest;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A line that has room in the window, from its first byte to its answer. */
final class Line {

    private final long number;
    private final LineWindow window;
    private @Nullable ByteArrayOutputStream text = new ByteArrayOutputStream();
    private int held;
    private boolean blank = true;
    private @Nullable ProblemException refusal;

    Line(long number, LineWindow window) {
        this.number = number;
        this.window = window;
    }

    long number() {
        return number;
    }

    /** Adds to the text, unless the line is refused or has to be. */
    void add(byte[] buffer, int from, int count, long maxLength) throws InterruptedException {
        if (text == null) {
            return;
        }
        if (held + count > maxLength) {
            refuse(ProblemException.tooLong(held + count, maxLength));
        } else if (!window.awaitRoom(count)) {
            refuse(BoundedRequest.tooBusy());
        } else {
            held += count;
            text.write(buffer, from, count);
            for (int i = from; blank && i < from + count; i++) {
                blank = (buffer[i] & 0xff) <= ' ';
            }
        }
    }

    /** Keeps only the reason, and the number. */
    void refuse(ProblemException reason) {
        refusal = reason;
        text = null;
        blank = false;
        window.shrink(held);
        held = 0;
    }

    boolean isBlank() {
        return blank;
    }

    /** Returns the text, which the line then no longer keeps, or throws why it is refused. */
    byte[] take() {
        if (text == null) {
            throw refusal != null ? refusal : new IllegalStateException("taken before");
        }
        byte[] taken = text.toByteArray();
        text = null;
        return taken;
    }

    /** Has to be called when the line is answered. */
    void close() {
        window.close(held);
    }
}
