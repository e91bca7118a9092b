package dev.rabbitpatterns.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A service with scripted answers that records the requests it receives. */
final class StubService implements AutoCloseable {

    private static final String END = "\0end";

    private final Map<String, Answering> answers = new ConcurrentHashMap<>();
    private final List<Asked> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger streams = new AtomicInteger();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final @Nullable SSLContext tls;
    private HttpServer server;
    private boolean stopped;

    StubService() {
        this(null);
    }

    /** With TLS, if this is not null. */
    StubService(@Nullable SSLContext tls) {
        this.tls = tls;
        server = start(0);
    }

    /** A request as it arrived. */
    record Asked(String method, String uri, Map<String, List<String>> headers, String body) {

        List<String> header(String name) {
            return headers.getOrDefault(name, List.of());
        }
    }

    /** Answers a request. */
    interface Answering {
        void to(HttpExchange exchange) throws IOException;
    }

    String url() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Asked> requests() {
        return requests;
    }

    /** How many streams are open. */
    int streams() {
        return streams.get();
    }

    StubService on(String path, Answering answering) {
        answers.put(path, answering);
        return this;
    }

    /** Answers with this text. */
    StubService on(String path, int status, String type, String body) {
        return on(
                path,
                exchange -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", type);
                    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                    exchange.getResponseBody().write(bytes);
                });
    }

    /** Streams the text that is passed to {@link #emit}. */
    StubService streaming(String path) {
        return on(path, this::stream);
    }

    void emit(String text) {
        lines.add(text);
    }

    /** Ends the open stream. */
    void endStream() {
        lines.add(END);
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        streams.incrementAndGet();
        try (OutputStream out = exchange.getResponseBody()) {
            out.flush();
            while (true) {
                String line = lines.poll(100, TimeUnit.MILLISECONDS);
                if (END.equals(line)) {
                    return;
                }
                out.write((line == null ? ":\n\n" : line).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.decrementAndGet();
        }
    }

    private HttpServer start(int port) {
        try {
            HttpServer created = tls == null ? HttpServer.create() : withTls(tls);
            created.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            created.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            created.createContext("/", this::answer);
            created.start();
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer withTls(SSLContext tls) throws IOException {
        HttpsServer created = HttpsServer.create();
        created.setHttpsConfigurator(new HttpsConfigurator(tls));
        return created;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(
                    new Asked(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            exchange.getRequestHeaders(),
                            body));
            Answering answering = answers.get(exchange.getRequestURI().getPath());
            if (answering == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                answering.to(exchange);
            }
        }
    }

    /** Stops listening, so that its port refuses connections. */
    void stop() {
        server.stop(0);
        stopped = true;
    }

    /** Listens again on the same port. */
    void restart() {
        server = start(server.getAddress().getPort());
        stopped = false;
    }

    /** Listens again if it was stopped, and clears all answers and recorded requests. */
    void reset() {
        if (stopped) {
            restart();
        }
        answers.clear();
        requests.clear();
        lines.clear();
    }

    @Override
    public void close() {
        stop();
    }
}
