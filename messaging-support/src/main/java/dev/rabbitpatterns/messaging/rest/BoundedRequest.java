package dev.rabbitpatterns.messaging.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;

/**
 * A request whose body has a bounded size, alone and with all others, and has to arrive in time.
 */
final class BoundedRequest extends HttpServletRequestWrapper {

    /** Not counted for any request, so that small ones pass however much the large ones hold. */
    private static final int FREE_BYTES = 16 * 1024;

    private final RestProperties bounds;
    private final AtomicLong heldByAll;
    private long held;
    private boolean readByLine;
    private boolean brokenOff;
    private long until;

    BoundedRequest(HttpServletRequest request, RestProperties bounds, AtomicLong heldByAll) {
        super(request);
        this.bounds = bounds;
        this.heldByAll = heldByAll;
        restartClock();
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Counted(super.getInputStream(), this);
    }

    /**
     * Lets the body have any length. Its reader has to hold what it keeps, release what it no
     * longer needs, and check the time for each line.
     */
    void readByLine() {
        readByLine = true;
        release(held);
    }

    /** Adds to what the request holds, and returns false if all requests have no room for it. */
    synchronized boolean tryHold(long more) {
        long before = counted();
        held += more;
        long all = heldByAll.addAndGet(counted() - before);
        boolean fits = counted() == 0 || all <= bounds.maxTotalRequestSize().toBytes();
        if (!fits) {
            release(more);
        }
        return fits;
    }

    /** Takes from what the request holds. */
    synchronized void release(long less) {
        long before = counted();
        held -= less;
        heldByAll.addAndGet(counted() - before);
    }

    /** At the end of the request. */
    synchronized void releaseAll() {
        release(held);
    }

    /** Closes the connection when the request ends, instead of reading the whole body. */
    void breakOff() {
        brokenOff = true;
    }

    boolean isBrokenOff() {
        return brokenOff;
    }

    private long counted() {
        return Math.max(0, held - FREE_BYTES);
    }

    void restartClock() {
        until = System.nanoTime() + bounds.requestReadTimeout().toNanos();
    }

    void requireInTime() {
        if (System.nanoTime() - until > 0) {
            throw new ProblemException(
                    HttpStatus.REQUEST_TIMEOUT,
                    "too-slow",
                    "It took longer to arrive than the %d s that it has. Nothing of it was published."
                            .formatted(bounds.requestReadTimeout().toSeconds()));
        }
    }

    static ProblemException tooBusy() {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-busy",
                "The requests that are under way carry as much as the service holds at once. Nothing of this was published; send it again later.");
    }

    private void arrived(int more) {
        if (readByLine) {
            return;
        }
        boolean fits = tryHold(more);
        long most = bounds.maxRequestSize().toBytes();
        if (held > most) {
            throw ProblemException.tooLong(held, most);
        }
        if (!fits) {
            throw tooBusy();
        }
        requireInTime();
    }

    private static final class Counted extends ServletInputStream {

        private final ServletInputStream body;
        private final BoundedRequest request;

        Counted(ServletInputStream body, BoundedRequest request) {
            this.body = body;
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            int next = body.read();
            request.arrived(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = body.read(buffer, offset, length);
            request.arrived(Math.max(0, count));
            return count;
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
