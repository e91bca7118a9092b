package dev.rabbitpatterns.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;

/** The example requests of all services, as files for programs that send them. */
final class RequestFiles {

    private static final String SCHEMA =
            "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    private static final String CONTENT_TYPE = "Content-Type";

    private RequestFiles() {}

    /** For the HTTP clients of IntelliJ IDEA and Visual Studio Code. */
    static String http(Map<String, List<ExampleRequest>> all) {
        StringBuilder file =
                new StringBuilder(
                        "# Every example of the OpenAPI documents. Made by ApiRequestsIT.\n");
        all.forEach((service, requests) -> {
            for (ExampleRequest request : requests) {
                file.append("\n### ").append(service).append(": ").append(title(request));
                file.append('\n')
                        .append(request.method())
                        .append(' ')
                        .append(Suite.usualUrl(service) + request.path())
                        .append('\n');
                if (!request.type().isEmpty()) {
                    file.append(CONTENT_TYPE + ": ").append(request.type());
                    file.append("\n\n").append(request.body().strip()).append('\n');
                }
            }
        });
        return file.toString();
    }

    /** For Postman, and for Bruno, which imports it. */
    static String postman(Map<String, List<ExampleRequest>> all) {
        List<Object> folders = new ArrayList<>();
        all.forEach((service, requests) -> {
            List<Object> items = requests.stream().map(request -> item(service, request)).toList();
            folders.add(object("name", service, "item", items));
        });
        Object info = object("name", "RabbitMQ Patterns", "schema", SCHEMA);
        return Rest.JSON
                        .writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(object("info", info, "item", folders))
                + "\n";
    }

    private static Object item(String service, ExampleRequest request) {
        Map<String, Object> sent =
                object("method", request.method(), "url", Suite.usualUrl(service) + request.path());
        if (!request.type().isEmpty()) {
            sent.put("header", List.of(object("key", CONTENT_TYPE, "value", request.type())));
            sent.put("body", object("mode", "raw", "raw", request.body()));
        }
        return object("name", title(request), "request", sent);
    }

    private static Map<String, Object> object(
            String firstKey, Object first, String secondKey, Object second) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(firstKey, first);
        object.put(secondKey, second);
        return object;
    }

    private static String title(ExampleRequest request) {
        return request.summary() + (request.type().isEmpty() ? "" : " (" + request.type() + ")");
    }
}
