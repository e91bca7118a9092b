package dev.rabbitpatterns.messaging.rest;

/**
 * The lines of one request that are not answered yet. Their number and their bytes are bounded, and
 * their bytes count with those of all other requests.
 */
final class LineWindow {

    /** What a line takes up besides its bytes, as long as it is not answered. */
    private static final int BYTES_PER_LINE = 3 * 1024;

    private final BoundedRequest request;
    private final RestProperties bounds;
    private int lines;
    private long bytes;

    LineWindow(BoundedRequest request, RestProperties bounds) {
        this.request = request;
        this.bounds = bounds;
    }

    /** Waits until there is room for another line. */
    synchronized void open() throws InterruptedException {
        while (lines >= bounds.maxUnansweredLines()) {
            wait();
        }
        lines++;
        // The first line always has room for this.
        var _ = awaitRoom(BYTES_PER_LINE);
        request.restartClock();
    }

    /**
     * Waits until there is room for more of the newest line.
     *
     * @return false if there is none, although all earlier lines are answered
     */
    synchronized boolean awaitRoom(int more) throws InterruptedException {
        while (!tryTake(more)) {
            if (lines == 1) {
                return false;
            }
            wait();
            request.restartClock();
        }
        return true;
    }

    private boolean tryTake(int more) {
        boolean fits = lines == 1 || bytes + more <= bounds.maxUnansweredSize().toBytes();
        if (fits && request.tryHold(more)) {
            bytes += more;
            return true;
        }
        return false;
    }

    /** Gives back the room for the bytes of a line, which are no longer needed. */
    synchronized void shrink(int less) {
        bytes -= less;
        request.release(less);
    }

    /** Gives back all the room of a line that has these bytes. */
    synchronized void close(int size) {
        lines--;
        shrink(BYTES_PER_LINE + size);
        notifyAll();
    }
}
