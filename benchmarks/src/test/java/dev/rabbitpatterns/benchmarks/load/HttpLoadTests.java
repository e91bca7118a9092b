package dev.rabbitpatterns.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLoadTests {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    private final AtomicInteger received = new AtomicInteger();
    private HttpServer server;
    private int status = 202;
    private boolean closing;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/messages",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    assertThat(body).isEqualTo("hello");
                    received.incrementAndGet();
                    if (closing) {
                        exchange.getResponseHeaders().set("Connection", "close");
                    }
                    exchange.sendResponseHeaders(status, 0);
                    exchange.getResponseBody().write("thank you".getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsAndCountsEachRequestOnce() {
        Outcome outcome = HttpLoad.run(request(), 4, 500, TIME_LIMIT);
        assertThat(outcome.done()).isEqualTo(500).isEqualTo(received.get());
        assertThat(outcome.errors()).isZero();
        assertThat(outcome.p50()).isPositive().isLessThanOrEqualTo(outcome.p999());
    }

    @Test
    void endsInTimeAndWaitsForRequestsInFlight() {
        Outcome outcome = HttpLoad.run(request(), 4, Duration.ofMillis(200));
        assertThat(outcome.done()).isPositive().isEqualTo(received.get());
        assertThat(outcome.seconds()).isLessThan(20);
    }

    @Test
    void countsErrorStatusesAsErrors() {
        status = 503;
        Outcome outcome = HttpLoad.run(request(), 2, 10, TIME_LIMIT);
        assertThat(outcome.done()).isEqualTo(10);
        assertThat(outcome.errors()).isEqualTo(10);
    }

    @Test
    void reopensConnectionsThatTheServerCloses() {
        closing = true;
        Outcome outcome = HttpLoad.run(request(), 3, 50, TIME_LIMIT);
        assertThat(outcome.done()).isEqualTo(50).isEqualTo(received.get());
    }

    @Test
    void anOutcomeCanBeReadFromItsLine() {
        Outcome outcome = HttpLoad.run(request(), 1, 10, TIME_LIMIT);
        assertThat(Outcome.parse(outcome.toLine())).isEqualTo(outcome);
    }

    private Request request() {
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/messages";
        return Request.post(URI.create(address), "hello");
    }
}
