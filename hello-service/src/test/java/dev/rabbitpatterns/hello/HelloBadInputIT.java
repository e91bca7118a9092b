package dev.rabbitpatterns.hello;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.filter.FormContentFilter;

/** Every invalid request gets a problem that says what to fix, and none reaches the queue. */
@RealBrokerTest
class HelloBadInputIT {

    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain";
    private static final int MIB = 1024 * 1024;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    HelloBadInputIT(@LocalServerPort int port) {
        url = "http://localhost:" + port;
    }

    @BeforeEach
    void pauseTheConsumer() throws Exception {
        assertThat(put("/consumer", "{\"running\":false}").statusCode()).isEqualTo(200);
        assertThatQueue("hello").hasConsumers(0);
        try (TutorialProgram tutorial = new TutorialProgram()) {
            tutorial.purge("hello");
        }
    }

    @AfterEach
    void nothingReachedTheQueue() {
        assertThatQueue("hello").isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    blank            | {"text":"  "}                 | #/text
                    empty            | {"text":""}                   | #/text
                    null             | {"text":null}                 | #/text
                    missing          | {}                            | #/text
                    unknown field    | {"text":"a","txt":"b"}        | #/txt
                    wrong type       | {"text":{"a":1}}              | #/text
                    lone surrogate   | {"text":"\\ud83d"}            | #/text
                    malformed        | {"text":                      | #
                    not an object    | "text"                        | #
                    array of texts   | ["text"]                      | #/0
                    one of several   | [{"text":"a"},{"text":""}]    | #/1/text
                    null in an array | [{"text":"a"},null]           | #/1
                    empty array      | []                            | #
                    no body          | ^^                            | #
                    """)
    void rejectsAnInvalidBodyWithAPointerToTheFault(String fault, String body, String pointer)
            throws Exception {
        HttpResponse<String> response = post(JSON, BodyPublishers.ofString(body));

        assertProblem(response, 400, "invalid-request");
        assertThat(response.body()).contains("\"pointer\":\"" + pointer + "\"");
    }

    @Test
    void rejectsBlankPlainText() throws Exception {
        HttpResponse<String> response = post(TEXT, BodyPublishers.ofString(" \n "));

        assertProblem(response, 400, "invalid-request");
    }

    @ParameterizedTest
    @CsvSource({JSON, TEXT})
    void rejectsBytesThatAreNotUtf8(String type) throws Exception {
        byte[] body = "{\"text\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        body[9] = (byte) 0xff;

        assertProblem(post(type, BodyPublishers.ofByteArray(body)), 400, "invalid-request");
    }

    @ParameterizedTest
    @CsvSource({JSON, TEXT})
    void rejectsATextOneByteOverOneMebibyte(String type) throws Exception {
        HttpResponse<String> response =
                post(type, BodyPublishers.ofString(body(type, "a".repeat(MIB + 1))));

        assertProblem(response, 413, "too-long");
    }

    @ParameterizedTest
    @CsvSource({JSON, TEXT})
    void acceptsATextOfExactlyOneMebibyte(String type) throws Exception {
        HttpResponse<String> response =
                post(type, BodyPublishers.ofString(body(type, "a".repeat(MIB))));

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(
                        http.send(
                                        request("/messages/receive")
                                                .POST(BodyPublishers.noBody())
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void noFilterReadsABodyBeforeTheSizeLimit(@Autowired ObjectProvider<FormContentFilter> filter) {
        assertThat(filter.getIfAvailable()).isNull();
    }

    @Test
    void rejectsAnOversizedBodyOfUnknownLength() throws Exception {
        byte[] endless = new byte[16 * MIB];

        HttpResponse<String> response =
                post(TEXT, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(endless)));

        assertProblem(response, 413, "too-long");
    }

    @Test
    void rejectsAnOversizedJsonBodyThatNeverEnds() throws Exception {
        String endless = "{\"text\":\"" + "x".repeat(9 * MIB);

        HttpResponse<String> response = post("application/json", BodyPublishers.ofString(endless));

        assertProblem(response, 413, "too-long");
    }

    @Test
    void publishesNothingIfTheClientAcceptsNoAnswerInJson() throws Exception {
        HttpRequest request =
                request("/messages")
                        .header("Content-Type", JSON)
                        .header("Accept", "text/html")
                        .POST(BodyPublishers.ofString("{\"text\":\"a\"}"))
                        .build();

        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(406);
    }

    @Test
    void rejectsMultipartForms() throws Exception {
        HttpResponse<String> response =
                post("multipart/form-data; boundary=x", BodyPublishers.ofString("x".repeat(MIB)));

        assertProblem(response, 415, "unsupported-media-type");
    }

    @Test
    void rejectsOtherContentTypesAndNamesTheSupportedOnes() throws Exception {
        HttpResponse<String> response =
                post("application/x-www-form-urlencoded", BodyPublishers.ofString("text=hello"));

        assertProblem(response, 415, "unsupported-media-type");
        assertThat(response.body()).contains("application/json").contains("text/plain");
    }

    @ParameterizedTest
    @CsvSource({"'two words'", "''"})
    void rejectsAnIdempotencyKeyThatCannotBeAMessageId(String key) throws Exception {
        HttpRequest request =
                request("/messages")
                        .header("Content-Type", TEXT)
                        .header(IdempotencyKey.HEADER, key)
                        .POST(BodyPublishers.ofString("text"))
                        .build();

        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());

        assertProblem(response, 400, "invalid-request");
        assertThat(response.body()).contains("\"header\":\"Idempotency-Key\"");
    }

    @Test
    void rejectsANullBodyWithAnIdempotencyKey() throws Exception {
        HttpRequest request =
                request("/messages")
                        .header("Content-Type", JSON)
                        .header(IdempotencyKey.HEADER, "null-body")
                        .POST(BodyPublishers.ofString("null"))
                        .build();

        assertProblem(http.send(request, BodyHandlers.ofString()), 400, "invalid-request");
    }

    @Test
    void rejectsAConsumerUpdateWithoutARunningFlag() throws Exception {
        assertProblem(put("/consumer", "{}"), 400, "invalid-request");
    }

    @Test
    void reportsUnknownPathsAndWrongMethodsAsProblems() throws Exception {
        assertProblem(
                http.send(request("/nothing").build(), BodyHandlers.ofString()), 404, "not-found");
        assertProblem(
                http.send(request("/messages").DELETE().build(), BodyHandlers.ofString()),
                405,
                "method-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/messages",
                "/events",
                "/actuator/health",
                "/actuator/prometheus",
                "/v3/api-docs",
                "/docs",
                "/swagger-ui/index.html",
                "/nothing"
            })
    void servesNothingUnderAForeignHostName(String path) throws Exception {
        String response = responseTo("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n");

        assertThat(response).startsWith("HTTP/1.1 403").contains("foreign-host");
    }

    @Test
    void preventsOtherPagesFromFramingTheApiDocs() throws Exception {
        String response = responseTo("GET /swagger-ui/index.html HTTP/1.1\r\nHost: localhost\r\n");

        assertThat(response)
                .startsWith("HTTP/1.1 200")
                .contains("X-Frame-Options: DENY")
                .contains("frame-ancestors 'none'");
    }

    /** Spring answers HEAD by running GET, and a stream that nobody reads would never end. */
    @Test
    void aStreamAnswersOnlyGet() throws Exception {
        String response = responseTo("HEAD /events HTTP/1.1\r\nHost: localhost\r\n");

        assertThat(response).startsWith("HTTP/1.1 405").contains("Allow: GET");
    }

    /** Uses a plain socket because {@code HttpClient} sets the Host header itself. */
    private String responseTo(String request) throws IOException {
        URI service = URI.create(url);
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            (request + "Connection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(response.body())
                .contains("\"type\":\"urn:problem-type:" + type + "\"")
                .contains("\"detail\":\"")
                .doesNotContain("Exception")
                .doesNotContain("dev.rabbitpatterns")
                .doesNotContain("java.");
    }

    private static String body(String type, String text) {
        return type.equals(JSON) ? "{\"text\":\"" + text + "\"}" : text;
    }

    private HttpResponse<String> post(String type, BodyPublisher body)
            throws IOException, InterruptedException {
        return http.send(
                request("/messages").header("Content-Type", type).POST(body).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String path, String json)
            throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", JSON)
                        .PUT(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }
}
