package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The Prometheus that runs beside the suite. */
final class Prometheus {

    private Prometheus() {}

    /** What a query finds now; it fails if Prometheus cannot read it. */
    static Stream<JsonNode> valuesOf(String query) throws IOException {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        Rest.Answer answer = Rest.get(Suite.url("prometheus") + "/api/v1/query?query=" + encoded);
        if (answer.status() != 200) {
            throw new IllegalArgumentException(query + ": " + answer.body());
        }
        return answer.json().at("/data/result").valueStream();
    }
}
