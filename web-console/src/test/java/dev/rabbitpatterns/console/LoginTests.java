package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console asks for a login itself, and has the services check it again. */
class LoginTests {

    private static final StubService SERVICE = new StubService();
    private static final RunningConsole CONSOLE =
            RunningConsole.start(
                    SERVICE.url(),
                    Map.of(
                            "spring.profiles.active",
                            "login",
                            "messaging.login.users.test",
                            RunningConsole.PASSWORD));

    @BeforeEach
    void begin() {
        SERVICE.reset();
    }

    @AfterAll
    static void stop() {
        CONSOLE.close();
        SERVICE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/js/main.js",
                "/services",
                "/traces",
                "/live/hello-service",
                "/api/hello-service/messages",
                "/api/hello-service/actuator/health/readiness"
            })
    void nothingIsShownOrForwardedWithoutALogin(String path) throws Exception {
        HttpResponse<String> answer = CONSOLE.send(HttpRequest.newBuilder(CONSOLE.uri(path)));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(SERVICE.requests()).isEmpty();
    }

    @Test
    void thePageIsShownWithALogin() throws Exception {
        HttpResponse<String> page = CONSOLE.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
    }

    @Test
    void theServiceGetsTheLogin() throws Exception {
        SERVICE.on("/messages", 200, "text/plain", "the messages");

        assertThat(CONSOLE.get("/api/hello-service/messages").body()).isEqualTo("the messages");
        assertLoginsAre(SERVICE.requests());
    }

    @Test
    void theStreamOfTheServiceGetsTheLogin() throws Exception {
        SERVICE.streaming("/events");

        try (InputStream _ = CONSOLE.open(CONSOLE.request("/live/hello-service")).body()) {
            await().until(() -> SERVICE.streams() == 1);
        }
        assertLoginsAre(SERVICE.requests());
    }

    /** A prompt would not help: the console has accepted the login, and the service has not. */
    @Test
    void thePageIsToldThatAServiceRefusesTheLogin() throws Exception {
        SERVICE.on("/messages", 401, "application/problem+json", "{\"status\":401}");

        HttpResponse<String> answer = CONSOLE.get("/api/hello-service/messages");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    }

    private static void assertLoginsAre(List<StubService.Asked> requests) {
        assertThat(requests)
                .isNotEmpty()
                .allSatisfy(request ->
                        assertThat(request.header("Authorization"))
                                .singleElement()
                                .asString()
                                .startsWith("Basic "));
    }
}
