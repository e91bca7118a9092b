package dev.rabbitpatterns.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;

/** A console on a free port, and an HTTP client for it. */
final class RunningConsole implements AutoCloseable {

    /** With which the client logs in, if the console has a user "test". */
    static final String PASSWORD = "of-the-test-only";

    private final ConfigurableApplicationContext context;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningConsole(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts a console that finds hello-service at these addresses. */
    static RunningConsole start(String helloUrls, Map<String, Object> more) {
        Map<String, Object> properties = new TreeMap<>(more);
        properties.put("server.port", 0);
        properties.put("HELLO_URL", helloUrls);
        properties.putIfAbsent("console.reconnect-after", "100ms");
        properties.putIfAbsent("console.heartbeat", "100ms");
        return new RunningConsole(
                new SpringApplicationBuilder(ConsoleApplication.class)
                        .run(
                                properties.entrySet().stream()
                                        .map(entry ->
                                                "--" + entry.getKey() + "=" + entry.getValue())
                                        .toArray(String[]::new)));
    }

    URI uri(String path) {
        return URI.create(
                "http://localhost:"
                        + context.getEnvironment().getProperty("local.server.port")
                        + path);
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return context.getEnvironment().containsProperty("messaging.login.users.test")
                ? request.header(
                        "Authorization",
                        "Basic " + HttpHeaders.encodeBasicAuth("test", PASSWORD, null))
                : request;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Returns as soon as the answer begins. */
    HttpResponse<InputStream> open(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** Sends the request exactly as it is, and returns the whole answer. */
    String raw(String request) throws IOException {
        try (Socket browser = new Socket(InetAddress.getLoopbackAddress(), uri("").getPort())) {
            browser.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        context.close();
        client.shutdownNow();
    }
}
