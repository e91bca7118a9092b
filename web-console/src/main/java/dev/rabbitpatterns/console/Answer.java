package dev.rabbitpatterns.console;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer of a service. It closes itself when nothing arrives for the idle timeout. */
final class Answer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Answer.class);

    private final HttpResponse<InputStream> response;
    private final Thread watch;
    private volatile long lastRead = System.nanoTime();

    Answer(HttpResponse<InputStream> response, Duration idleTimeout) {
        this.response = response;
        this.watch = Thread.ofVirtual().name("idle-watch").start(() -> watch(idleTimeout));
    }

    int status() {
        return response.statusCode();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    InputStream body() {
        return new FilterInputStream(response.body()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                lastRead = System.nanoTime();
                return count;
            }
        };
    }

    private void watch(Duration idleTimeout) {
        try {
            Duration left = idleTimeout;
            while (left.isPositive()) {
                Thread.sleep(left);
                left = idleTimeout.minusNanos(System.nanoTime() - lastRead);
            }
            log.info("{} has sent nothing for {}", response.uri().getHost(), idleTimeout);
            hangUp();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        hangUp();
    }

    /** The reader then sees the end, or a failure if the answer is incomplete. */
    private void hangUp() {
        try {
            response.body().close();
        } catch (IOException e) {
            log.debug("Closing failed", e);
        }
    }
}
