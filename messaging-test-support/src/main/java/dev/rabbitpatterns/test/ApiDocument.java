package dev.rabbitpatterns.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the OpenAPI document of every service has to say of each operation. */
public final class ApiDocument {

    private static final String PROBLEM = "application/problem+json";

    private final List<String> missing = new ArrayList<>();

    private ApiDocument() {}

    /** Fails if the document of the service at this address lacks anything. */
    public static void check(RestTestClient service) {
        byte[] json =
                service.get()
                        .uri("/v3/api-docs")
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody()
                        .returnResult()
                        .getResponseBodyContent();
        ApiDocument document = new ApiDocument();
        JsonNode paths = JsonMapper.shared().readTree(json).path("paths");
        assertThat(paths.size()).as("the paths of %s", paths).isPositive();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                document.check(method.getKey() + " " + path.getKey(), method.getValue());
            }
        }
        assertThat(document.missing).as("what the OpenAPI document lacks").isEmpty();
    }

    private void check(String name, JsonNode operation) {
        for (String text : List.of("summary", "description")) {
            String value = operation.path(text).asString("");
            require(!value.isBlank() && !value.startsWith("The same"), name, text);
        }
        for (JsonNode parameter : operation.path("parameters")) {
            String of = "of parameter " + parameter.path("name").asString();
            require(parameter.has("description"), name, "a description " + of);
            require(
                    parameter.has("example") || !parameter.path("required").asBoolean(),
                    name,
                    "an example " + of);
        }
        operation
                .path("requestBody")
                .path("content")
                .properties()
                .forEach(body ->
                        require(
                                hasExample(body.getValue()),
                                name,
                                "an example request of type " + body.getKey()));
        checkAnswers(name, operation.path("responses"));
    }

    private void checkAnswers(String name, JsonNode answers) {
        require(answers.has("403") && answers.has("500"), name, "the problems of every operation");
        boolean succeeds = false;
        for (Map.Entry<String, JsonNode> answer : answers.properties()) {
            JsonNode content = answer.getValue().path("content");
            boolean success = answer.getKey().startsWith("2");
            succeeds |= success;
            require(
                    success
                            || hasExample(content.path(PROBLEM))
                            || content.path("application/json").has("schema"),
                    name,
                    "the problems of status " + answer.getKey());
            JsonNode stream = content.path("text/event-stream");
            require(stream.isMissingNode() || hasExample(stream), name, "an example of its events");
        }
        require(succeeds, name, "an answer to its success");
    }

    private static boolean hasExample(JsonNode content) {
        return content.has("example") || content.has("examples");
    }

    private void require(boolean there, String operation, String what) {
        if (!there) {
            missing.add(operation + ": " + what);
        }
    }
}
