package dev.rabbitpatterns.hello;

import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.ServiceProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * A service that is started as in production, with the beans that the build has worked out without
 * the login, has the login.
 */
class HelloLoginIT {

    private static final String PASSWORD = "of-the-test-only";

    @Test
    @Timeout(240)
    void theServiceAsItIsShippedHasTheLogin() {
        try (ServiceProcess service =
                ServiceProcess.start(
                        "hello-service",
                        Map.of(
                                "spring.profiles.active",
                                "login",
                                "messaging.login.users.alice",
                                PASSWORD))) {
            RestTestClient stranger = service.rest();
            RestTestClient alice =
                    stranger.mutate()
                            .defaultHeaders(headers -> headers.setBasicAuth("alice", PASSWORD))
                            .build();

            sendTo(stranger, "forged").expectStatus().isUnauthorized();
            sendTo(alice, "with a login").expectStatus().isAccepted();
            await().untilAsserted(() ->
                    alice.get()
                            .uri("/messages")
                            .exchange()
                            .expectBody()
                            .jsonPath("$.messages[0].text")
                            .isEqualTo("with a login")
                            .jsonPath("$.total")
                            .isEqualTo(1));
            sendTo(alice, "{\"text\":\"a line\"}\n".repeat(1000), MediaType.APPLICATION_NDJSON)
                    .expectStatus()
                    .isEqualTo(HttpStatus.OK);
        }
    }

    private static RestTestClient.ResponseSpec sendTo(RestTestClient client, String text) {
        return sendTo(client, text, MediaType.TEXT_PLAIN);
    }

    private static RestTestClient.ResponseSpec sendTo(
            RestTestClient client, String body, MediaType type) {
        return client.post().uri("/messages").contentType(type).body(body).exchange();
    }
}
