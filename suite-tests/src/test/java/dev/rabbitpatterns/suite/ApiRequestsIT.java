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
        compare("patterns.http", RequestFiles.http(all));
        compare("patterns.postman_collection.json", RequestFiles.postman(all));
    }

    /** Writes what the file should have, so that it can be taken over. */
    private static void compare(String name, String expected) throws IOException {
        Path made = Files.createDirectories(Path.of("target", "api")).resolve(name);
        Files.writeString(made, expected);
        assertThat(Suite.ROOT.resolve("docs/api").resolve(name))
                .as("If the documents are right: cp suite-tests/target/api/* docs/api")
                .hasSameTextualContentAs(made);
    }
}
