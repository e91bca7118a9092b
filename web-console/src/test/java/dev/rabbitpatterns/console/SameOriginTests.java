package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SameOriginTests {

    private static final StubService SERVICE = new StubService();
    private static final RunningConsole CONSOLE = RunningConsole.start(SERVICE.url(), Map.of());

    @AfterAll
    static void stop() {
        CONSOLE.close();
        SERVICE.close();
    }

    @BeforeEach
    void resetService() {
        SERVICE.on("/messages", 200, "application/json", "{}").requests().clear();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, http://localhost",
        "Origin, http://localhost.evil.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, none"
    })
    void refusesToChangeAnythingForAnotherSite(String header, String value) throws Exception {
        HttpResponse<String> answer =
                CONSOLE.send(
                        CONSOLE.request("/api/hello-service/messages")
                                .header(header, value)
                                .POST(HttpRequest.BodyPublishers.ofString("x")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("urn:problem-type:foreign-origin");
        assertThat(SERVICE.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/hello-service/messages", "/live/hello-service", "/services"})
    void refusesToReadAnythingForAnotherSite(String path) throws Exception {
        HttpResponse<String> answer =
                CONSOLE.send(CONSOLE.request(path).header("Sec-Fetch-Site", "cross-site"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(SERVICE.requests()).isEmpty();
    }

    @Test
    void acceptsRequestsOfItsOwnPage() throws Exception {
        String own = CONSOLE.uri("").toString();

        assertThat(
                        CONSOLE.send(
                                        CONSOLE.request("/api/hello-service/messages")
                                                .header("Origin", own)
                                                .header("Sec-Fetch-Site", "same-origin")
                                                .POST(HttpRequest.BodyPublishers.ofString("x")))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void acceptsRequestsOfProgramsAndTypedAddresses() throws Exception {
        assertThat(CONSOLE.get("/api/hello-service/messages").statusCode()).isEqualTo(200);
        assertThat(
                        CONSOLE.send(
                                        CONSOLE.request("/api/hello-service/messages")
                                                .header("Sec-Fetch-Site", "none"))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void servesThePageToALinkFromAnotherSite() throws Exception {
        HttpResponse<String> page =
                CONSOLE.send(
                        CONSOLE.request("/")
                                .header("Sec-Fetch-Site", "cross-site")
                                .header("Sec-Fetch-Mode", "navigate")
                                .header("Sec-Fetch-Dest", "document"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>RabbitMQ Patterns</title>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "localhost.evil.example", ""})
    void refusesAForeignHost(String host) throws Exception {
        assertThat(raw("GET / HTTP/1.1", host)).startsWith("HTTP/1.1 403");
        assertThat(raw("POST /api/hello-service/messages HTTP/1.1", host))
                .startsWith("HTTP/1.1 403");
        assertThat(SERVICE.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080", "web-console"})
    void acceptsItsOwnHostNames(String host) throws Exception {
        assertThat(raw("GET / HTTP/1.1", host)).startsWith("HTTP/1.1 200");
    }

    @Test
    void answersAHealthProbeWithoutAHost() throws Exception {
        assertThat(CONSOLE.raw("GET /actuator/health/readiness HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/js/main.js",
                "/services",
                "/api/hello-service/messages",
                "/api/nobody/x",
                "/nothing-here"
            })
    void everyAnswerForbidsForeignContent(String path) throws Exception {
        HttpResponse<String> answer = CONSOLE.get(path);

        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy)
                                .contains(
                                        "default-src 'none'",
                                        "script-src 'self'",
                                        "style-src 'self'",
                                        "connect-src 'self'",
                                        "frame-ancestors 'none'",
                                        "require-trusted-types-for 'script'")
                                .doesNotContain("unsafe", "http:", "https:", "*"));
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    private static String raw(String request, String host) throws IOException {
        return CONSOLE.raw(
                request
                        + "\r\nHost: "
                        + host
                        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
}
