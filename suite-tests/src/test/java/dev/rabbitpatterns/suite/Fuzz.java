package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** Sends random requests to the operations of a service's OpenAPI document. */
final class Fuzz {

    private static final int MAX_BODY_READ = 4000;

    /** Values that are known to break programs. */
    private static final List<String> NASTY_VALUES =
            List.of(
                    "",
                    "null",
                    "-1",
                    "99999999999999999999",
                    "1e999999999",
                    "../../../../etc/passwd",
                    "..\\..\\windows",
                    "\u0000",
                    "\r\nSet-Cookie: x=y",
                    "\u001b[31m",
                    "${jndi:ldap://127.0.0.1:1/x}",
                    "%s%n%x",
                    "' or 1=1 --",
                    "{\"text\":",
                    "[[[[[[",
                    "\ud83d\udc30");

    private static final List<String> CONTENT_TYPES =
            List.of(
                    "application/json",
                    "application/json",
                    "application/x-ndjson",
                    "text/plain",
                    "application/octet-stream",
                    "text/plain;charset=no-such",
                    "a/b;c=\"");

    private final String service;
    private final List<Operation> operations;
    private final Random random;

    private record Operation(String method, String path, List<String> parameters) {}

    Fuzz(String service, long seed) throws IOException {
        this.service = service;
        this.random = new Random(seed);
        this.operations = operations(Rest.get(service + "/v3/api-docs").json());
    }

    private static List<Operation> operations(JsonNode document) {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                List<String> parameters =
                        method.getValue()
                                .path("parameters")
                                .valueStream()
                                .filter(parameter -> parameter.get("in").asString().equals("query"))
                                .map(parameter -> parameter.get("name").asString())
                                .toList();
                operations.add(
                        new Operation(
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                parameters));
            }
        }
        return operations;
    }

    /** Sends one random request, and returns the answer. */
    Rest.Answer sendRandomRequest() throws IOException, InterruptedException {
        Operation operation = operations.get(random.nextInt(operations.size()));
        HttpRequest.Builder request =
                Rest.request(service + path(operation))
                        .method(operation.method(), BodyPublishers.ofByteArray(body()));
        request.header("Content-Type", anyOf(CONTENT_TYPES));
        request.header("Idempotency-Key", Long.toString(random.nextLong(), 36));
        HttpResponse<InputStream> answer =
                Rest.HTTP.send(request.build(), BodyHandlers.ofInputStream());
        String type = answer.headers().firstValue("Content-Type").orElse("");
        try (InputStream body = answer.body()) {
            boolean endless = type.startsWith("text/event-stream");
            byte[] beginning = endless ? new byte[0] : body.readNBytes(MAX_BODY_READ);
            return new Rest.Answer(
                    answer.statusCode(),
                    type,
                    new String(beginning, StandardCharsets.UTF_8),
                    answer.headers().firstValue("Retry-After").isPresent());
        }
    }

    private String path(Operation operation) {
        StringBuilder path = new StringBuilder();
        for (String part : operation.path().substring(1).split("/", -1)) {
            path.append('/').append(part.startsWith("{") ? encoded() : part);
        }
        for (String parameter : operation.parameters()) {
            path.append(path.indexOf("?") < 0 ? '?' : '&')
                    .append(parameter)
                    .append('=')
                    .append(encoded());
        }
        return path.toString();
    }

    private String encoded() {
        String value =
                random.nextBoolean()
                        ? anyOf(NASTY_VALUES)
                        : new String(bytes(40), StandardCharsets.ISO_8859_1);
        String notEmpty = value.isEmpty() ? "x" : value;
        return URLEncoder.encode(notEmpty, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private byte[] body() {
        String nasty = anyOf(NASTY_VALUES);
        return switch (random.nextInt(5)) {
            case 0 -> bytes(300);
            case 1 -> nasty.getBytes(StandardCharsets.UTF_8);
            case 2 -> json(Map.of("text", nasty));
            case 3 -> json(Map.of("text", "fuzz", nasty, List.of(nasty)));
            default -> json(Map.of("text", Map.of("text", List.of(random.nextInt()))));
        };
    }

    private static byte[] json(Object value) {
        return Rest.JSON.writeValueAsBytes(value);
    }

    /** Without dots, because each would be a second of work. */
    private byte[] bytes(int maxLength) {
        byte[] bytes = new byte[1 + random.nextInt(maxLength)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '.' ? (byte) '!' : bytes[i];
        }
        return bytes;
    }

    private String anyOf(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
