package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples in the OpenAPI documents do what the documents say, and docs/api has all of them.
 */
@SuiteTest
@EitherWay
class ApiRequestsIT {

    private static final int NOT_FOUND = 404;
    private static final String HTTP = "patterns.http";
    private static final String POSTMAN = "patterns.postman_collection.json";

    static Stream<String> services() {
        return Suite.PATTERNS.stream();
    }

    @AfterEach
    void removeSubscribers() throws IOException {
        for (String service : Suite.PATTERNS) {
            AbuseIT.trim(Suite.url(service) + "/subscribers", 0);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyExampleIsAnsweredAsDocumented(String service) throws Exception {
        List<ExampleRequest> requests = ExampleRequest.of(service);
        assertThat(requests).isNotEmpty();
        for (ExampleRequest request : requests) {
            Rest.Answer answer = request.send(service);
            assertThat(request.answers())
                    .as("%s: %s", request, answer)
                    .containsKey(answer.status());
            if (!answer.body().isEmpty()) {
                assertThat(request.answers().get(answer.status()))
                        .as("%s: %s", request, answer)
                        .contains(answer.type());
            }
            assertThat(answer.status() / 100 == 2 || answer.status() == NOT_FOUND)
                    .as("%s succeeds, unless it names something unknown: %s", request, answer)
                    .isTrue();
        }
    }

    @Test
    void theRequestFilesHaveEveryExample() throws IOException {
        Map<String, List<ExampleRequest>> all = new TreeMap<>();
        for (String service : Suite.PATTERNS) {
            all.put(service, ExampleRequest.of(service));
        }
        Path made = Files.createDirectories(Path.of("target", "api"));
        Files.writeString(made.resolve(HTTP), RequestFiles.http(all));
        Files.writeString(made.resolve(POSTMAN), RequestFiles.postman(all));
        for (String name : List.of(HTTP, POSTMAN)) {
            assertThat(Suite.ROOT.resolve("docs/api").resolve(name))
                    .as("If the documents are right: cp suite-tests/target/api/* docs/api")
                    .hasSameTextualContentAs(made.resolve(name));
        }
    }
}
