package dev.rabbitpatterns.console;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** The bodies of the requests that are under way: bounded each, and all of them together. */
@Component
class Bodies {

    private static final int PIECE = 8192;

    /** So much of each does not count: however many send much, who sends little is served. */
    private static final int LITTLE = 16 * 1024;

    private final ConsoleProperties properties;
    private final AtomicLong held = new AtomicLong();

    Bodies(ConsoleProperties properties) {
        this.properties = properties;
    }

    /** A body; whoever has it gives its place back by closing it. */
    final class Body implements AutoCloseable {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        byte[] bytes() {
            return bytes.toByteArray();
        }

        private long counted() {
            return Math.max(0, bytes.size() - LITTLE);
        }

        private void add(byte[] piece, int length) {
            long before = counted();
            bytes.write(piece, 0, length);
            long all = held.addAndGet(counted() - before);
            if (bytes.size() > properties.maxRequestSize().toBytes()) {
                throw Problem.tooLong(properties.maxRequestSize().toBytes());
            }
            if (counted() > 0 && all > properties.maxRequestsSize().toBytes()) {
                throw Problem.tooBusy();
            }
        }

        @Override
        public void close() {
            held.addAndGet(-counted());
        }
    }

    /** Reads the body of a request. */
    Body read(HttpServletRequest request) throws IOException {
        Body body = new Body();
        try {
            InputStream from = request.getInputStream();
            long until = System.nanoTime() + properties.answerTimeout().toNanos();
            byte[] piece = new byte[PIECE];
            for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
                body.add(piece, length);
                if (System.nanoTime() - until > 0) {
                    throw Problem.tooSlow();
                }
            }
            return body;
        } catch (IOException | RuntimeException e) {
            body.close();
            throw e;
        }
    }
}
