package dev.rabbitpatterns.messaging.rest;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServletServerHttpResponse;
import tools.jackson.databind.ObjectWriter;

/** Writes JSON to a response, a line each, until the client no longer takes it. */
final class LineWriter {

    private static final Logger log = LoggerFactory.getLogger(LineWriter.class);

    private final ServletServerHttpResponse response;
    private final ObjectWriter json;
    private boolean started;
    private boolean flushed = true;
    private volatile boolean broken;

    LineWriter(ServletServerHttpResponse response, ObjectWriter json) {
        this.response = response;
        this.json = json;
    }

    void write(Object line) {
        byte[] bytes = json.writeValueAsBytes(line);
        attempt(() -> {
            if (!started) {
                response.getHeaders().setContentType(MediaType.APPLICATION_NDJSON);
                started = true;
            }
            response.getBody().write(bytes);
            response.getBody().write('\n');
        });
        flushed = false;
    }

    /** Sends what is written; to be called before something is waited for. */
    void flush() {
        if (!flushed) {
            attempt(response::flush);
            flushed = true;
        }
    }

    /** Whether the client has got a part of the response, so that it can only be broken off. */
    boolean isCommitted() {
        return response.getServletResponse().isCommitted();
    }

    /** Writes nothing more. */
    void stop() {
        broken = true;
    }

    /** Whether it writes nothing more. */
    boolean isBroken() {
        return broken;
    }

    @FunctionalInterface
    private interface Output {
        void run() throws IOException;
    }

    private void attempt(Output output) {
        if (!broken) {
            try {
                output.run();
            } catch (IOException e) {
                broken = true;
                log.debug("The client disconnected, or reads no answers", e);
            }
        }
    }
}
