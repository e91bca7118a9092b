package dev.rabbitpatterns.messaging.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Splits a body of any length into lines. The rest of a line that is refused is skipped without
 * being held, and a line without text is passed over.
 */
final class LineReader {

    private static final Logger log = LoggerFactory.getLogger(LineReader.class);

    /** How long a client that sends on can go on reading its answers. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final InputStream body;
    private final BoundedRequest request;
    private final LineWindow window;
    private final long maxLength;
    private final byte[] buffer = new byte[8 * 1024];
    private int position;
    private int limit;
    private long number;
    private boolean tooSlow;

    LineReader(InputStream body, BoundedRequest request, RestProperties bounds) {
        this.body = body;
        this.request = request;
        this.window = new LineWindow(request, bounds);
        this.maxLength = bounds.maxRequestSize().toBytes();
    }

    /** The next line, as soon as there is room for it; null at the end. */
    @Nullable Line next() throws IOException {
        try {
            while (!tooSlow && fill()) {
                window.open();
                Line line = read(new Line(++number, window));
                if (!line.isBlank()) {
                    return line;
                }
                line.close();
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while earlier lines were unanswered");
        }
    }

    /** Whether the last line took too long to arrive, so that nothing is read after it. */
    boolean isTooSlow() {
        return tooSlow;
    }

    /** Reads on to the end without looking at it, but not for long. */
    void linger() {
        long until = System.nanoTime() + LINGER.toNanos();
        try {
            do {
                position = limit;
            } while (fill() && System.nanoTime() - until < 0);
        } catch (IOException e) {
            log.debug("The client disconnected, or waits for the end of the answers", e);
        }
    }

    /** Leaves what has not been read, and closes the connection. */
    void breakOff() {
        request.breakOff();
    }

    private Line read(Line line) throws IOException, InterruptedException {
        do {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            line.add(buffer, position, end - position, maxLength);
            position = Math.min(end + 1, limit);
            if (end < limit) {
                return line;
            }
        } while (fill() && !refuseIfLate(line));
        return line;
    }

    private boolean refuseIfLate(Line line) {
        try {
            request.requireInTime();
        } catch (ProblemException e) {
            line.refuse(e);
            tooSlow = true;
        }
        return tooSlow;
    }

    /** Reads on if everything is used up; returns false at the end. */
    private boolean fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, body.read(buffer, 0, buffer.length));
        }
        return limit > 0;
    }
}
