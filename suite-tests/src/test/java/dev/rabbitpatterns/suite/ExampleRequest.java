package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * An operation of a service's OpenAPI document, with the values of its examples.
 *
 * @param summary what the operation does
 * @param method the HTTP method
 * @param path the path and the query, with examples in place of the parameters
 * @param type the media type of the body; empty if there is none
 * @param body the body; empty if there is none
 * @param answers the media types of each documented status
 */
record ExampleRequest(
        String summary,
        String method,
        String path,
        String type,
        String body,
        Map<Integer, List<String>> answers) {

    /** The requests of a running service, each form of a body as one of its own. */
    static List<ExampleRequest> of(String service) throws IOException {
        JsonNode document = Rest.get(Suite.url(service) + "/v3/api-docs").json();
        List<ExampleRequest> requests = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                String name = method.getKey().toUpperCase(Locale.ROOT);
                add(requests, name, path.getKey(), method.getValue());
            }
        }
        requests.sort(
                Comparator.comparing(ExampleRequest::path)
                        .thenComparing(request -> request.method().equals("DELETE"))
                        .thenComparing(ExampleRequest::method)
                        .thenComparing(ExampleRequest::type));
        return requests;
    }

    private static void add(
            List<ExampleRequest> requests, String method, String path, JsonNode operation) {
        String summary = operation.get("summary").asString();
        Map<Integer, List<String>> answers = answers(operation);
        JsonNode bodies = operation.path("requestBody").path("content");
        if (bodies.isEmpty()) {
            String filled = filled(path, operation, "");
            requests.add(new ExampleRequest(summary, method, filled, "", "", answers));
        }
        for (Map.Entry<String, JsonNode> body : bodies.properties()) {
            JsonNode example = body.getValue().get("example");
            String filled = filled(path, operation, body.getKey());
            requests.add(
                    new ExampleRequest(
                            summary, method, filled, body.getKey(), text(example), answers));
        }
    }

    /** JSON says itself what a query would have to say of a plain text. */
    private static String filled(String path, JsonNode operation, String type) {
        String filled = path;
        for (JsonNode parameter : operation.path("parameters")) {
            String name = parameter.get("name").asString();
            String value =
                    URLEncoder.encode(text(parameter.path("example")), StandardCharsets.UTF_8)
                            .replace("+", "%20");
            String in = parameter.get("in").asString();
            if (in.equals("path")) {
                filled = filled.replace("{" + name + "}", value);
            } else if (in.equals("query") && !value.isEmpty() && !type.endsWith("json")) {
                filled += (filled.contains("?") ? "&" : "?") + name + "=" + value;
            }
        }
        return filled;
    }

    private static String text(JsonNode example) {
        return example.isMissingNode() || example.isString()
                ? example.asString("")
                : example.toString();
    }

    private static Map<Integer, List<String>> answers(JsonNode operation) {
        Map<Integer, List<String>> answers = new TreeMap<>();
        operation
                .get("responses")
                .properties()
                .forEach(answer ->
                        answers.put(
                                Integer.valueOf(answer.getKey()),
                                List.copyOf(answer.getValue().path("content").propertyNames())));
        return answers;
    }

    /** Sends it; of a stream only the beginning is awaited. */
    Rest.Answer send(String service) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(Suite.url(service) + path))
                        .method(method, BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<InputStream> answer =
                Rest.HTTP.send(request.build(), BodyHandlers.ofInputStream());
        Optional<String> answered = answer.headers().firstValue("Content-Type");
        try (InputStream text = answer.body()) {
            boolean endless = answered.orElse("").startsWith("text/event-stream");
            return new Rest.Answer(
                    answer.statusCode(),
                    answered.map(type -> type.replaceFirst(";.*", "")).orElse(""),
                    endless ? "" : new String(text.readAllBytes(), StandardCharsets.UTF_8),
                    answer.headers().firstValue("Retry-After").isPresent());
        }
    }
}
