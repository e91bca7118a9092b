package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP client that fails only when there is no answer. */
final class Rest {

    static final JsonMapper JSON = new JsonMapper();

    static final HttpClient HTTP = client();

    private static HttpClient client() {
        HttpClient.Builder client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(3))
                        .executor(Executors.newVirtualThreadPerTaskExecutor());
        return (Suite.TLS ? client.sslContext(TlsSuite.withoutCertificate()) : client).build();
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private Rest() {}

    /**
     * An answer.
     *
     * @param status its status code
     * @param type its content type, empty if there is none
     * @param body its text
     * @param hasRetryAfter whether it has a {@code Retry-After} header
     */
    record Answer(int status, String type, String body, boolean hasRetryAfter) {

        JsonNode json() {
            return JSON.readTree(body);
        }

        /** Whether it is a problem document with one of the suite's types. */
        boolean isProblem() {
            return type.startsWith("application/problem+json")
                    && json().path("type").asString("").startsWith("urn:problem-type:");
        }
    }

    static Answer get(String url) throws IOException {
        return send(request(url));
    }

    /** Posts this as JSON. */
    static Answer post(String url, Object body, String... headers) throws IOException {
        return send(withJson("POST", url, body, headers));
    }

    static Answer put(String url, Object body) throws IOException {
        return send(withJson("PUT", url, body));
    }

    static Answer delete(String url) throws IOException {
        return send(request(url).DELETE());
    }

    private static HttpRequest.Builder withJson(
            String method, String url, Object body, String... headers) {
        HttpRequest.Builder request =
                request(url)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)));
        return headers.length == 0 ? request : request.headers(headers);
    }

    static HttpRequest.Builder request(String url) {
        return withoutTimeout(url).timeout(TIMEOUT);
    }

    /** For an answer without end. */
    static HttpRequest.Builder withoutTimeout(String url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        return Suite.TLS ? request.header("Authorization", TlsSuite.LOGIN) : request;
    }

    static Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body(),
                    answer.headers().firstValue("Retry-After").isPresent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
