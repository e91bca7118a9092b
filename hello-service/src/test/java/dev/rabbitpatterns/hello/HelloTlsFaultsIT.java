package dev.rabbitpatterns.hello;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.test.Certificates;
import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.TlsBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * With a certificate that does not fit, the service says in its log why, is not ready, accepts
 * nothing and tries again once a second. With one that does, it goes on without a restart, and what
 * it has accepted is received once.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class HelloTlsFaultsIT {

    private static final TlsBroker BROKER = TlsBroker.get();
    private static final Certificates STRANGER = new Certificates();
    private static final AtomicInteger RELOADS = new AtomicInteger();
    private static final List<String> confirmed = new ArrayList<>();

    private static Path folder;
    private static RunningService service;

    @BeforeAll
    static void start() {
        folder = make(90, "hello");
        service = start(Map.of()).awaitReady();
        service.bean(SslBundles.class)
                .addBundleUpdateHandler("tls", bundle -> RELOADS.incrementAndGet());
    }

    private static RunningService start(Map<String, Object> settings) {
        Map<String, Object> properties =
                new HashMap<>(BROKER.applicationProperties(make(90, "hello")));
        // The test itself could not connect to a service with a wrong certificate.
        properties.put("server.ssl.enabled", false);
        properties.putAll(settings);
        return RunningService.startAlone(HelloApplication.class, properties);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void theServicesCertificateHasExpired(CapturedOutput log) {
        replace(() -> make(-1, "hello"));

        isRefused(log, "certificate_expired");
        worksAgain();
    }

    @Test
    void theServicesCertificateIsFromAnotherAuthority(CapturedOutput log) {
        Path other = STRANGER.make(90, "hello", "localhost");
        replace(() -> copy(other, "tls.crt", "tls.key"));

        isRefused(log, "unknown_ca");
        worksAgain();
    }

    @Test
    void theServiceTrustsAnotherAuthority(CapturedOutput log) {
        Path other = STRANGER.make(90, "hello", "localhost");
        replace(() -> copy(other, "ca.crt"));

        isRefused(log, "PKIX path validation failed");
        worksAgain();
    }

    @Test
    void theCertificateIsThatOfAnotherService(CapturedOutput log) {
        Path other = make(90, "pubsub");
        replace(() -> copy(other, "tls.crt", "tls.key"));

        isRefused(log, "access to queue 'hello' in vhost '/' refused for user 'pubsub'");
        worksAgain();
    }

    @Test
    void noUserHasTheNameOfTheCertificate(CapturedOutput log) {
        Path other = make(90, "nobody");
        replace(() -> copy(other, "tls.crt", "tls.key"));

        isRefused(log, "Login was refused using authentication mechanism EXTERNAL");
        worksAgain();
    }

    @Test
    void theBrokersCertificateIsForAnotherHost(CapturedOutput log) {
        BROKER.rename("broker.example.org");
        BROKER.closeConnections();

        isRefused(log, "No subject alternative DNS name matching localhost found");
        BROKER.rename("localhost");
        worksAgain();
    }

    @Test
    void theServiceHasNoCertificate(CapturedOutput log) {
        startsButIsRefused(
                Map.of(
                        "spring.ssl.bundle.pem.trust.truststore.certificate",
                        "file:" + make(90, "hello").resolve("ca.crt"),
                        "spring.rabbitmq.ssl.bundle",
                        "trust"),
                log,
                "certificate_required");
    }

    @Test
    void theServiceDoesNotUseTls(CapturedOutput log) {
        startsButIsRefused(
                Map.of("spring.profiles.active", "", "spring.rabbitmq.ssl.enabled", false),
                log,
                "connection error");
    }

    private static void startsButIsRefused(
            Map<String, Object> settings, CapturedOutput log, String reason) {
        try (RunningService other = start(settings)) {
            isRefused(other, log, reason);
        }
    }

    private static void isRefused(CapturedOutput log, String reason) {
        isRefused(service, log, reason);
    }

    private static void isRefused(RunningService refused, CapturedOutput log, String reason) {
        await().untilAsserted(() -> assertThat(log.getAll()).contains(reason));
        int before = attempts(log);
        await().pollInterval(Duration.ofMillis(500))
                .during(Duration.ofSeconds(2))
                .untilAsserted(() ->
                        assertThat(refused.health("readiness"))
                                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
        // The consumer tries twice a second, and so does each of the questions above.
        assertThat(attempts(log) - before).isLessThan(20);
        assertThat(refused.health("liveness")).isEqualTo(HttpStatus.OK);
        send(refused).expectStatus().is5xxServerError();
    }

    private static int attempts(CapturedOutput log) {
        return log.getAll().split("Attempting to connect", -1).length;
    }

    private static void worksAgain() {
        replace(() -> make(90, "hello"));
        service.awaitReady();
        await().untilAsserted(() -> send(service).expectStatus().isAccepted());
        await().untilAsserted(() ->
                assertThat(received()).containsExactlyInAnyOrderElementsOf(confirmed));
    }

    private static RestTestClient.ResponseSpec send(RunningService to) {
        String id = UUID.randomUUID().toString();
        RestTestClient.ResponseSpec answer =
                to.rest()
                        .post()
                        .uri("/messages")
                        .header("Idempotency-Key", id)
                        .body(Map.of("text", id))
                        .exchange();
        if (answer.returnResult(String.class).getStatus().is2xxSuccessful()) {
            confirmed.add(id);
        }
        return answer;
    }

    private static List<String> received() {
        return service.bean(Inbox.class).contents().messages().stream()
                .map(ReceivedMessage::text)
                .toList();
    }

    private static Path make(int days, String name) {
        return BROKER.certificates().make(days, name, "localhost");
    }

    /** Replaces the service's certificate, and has it connect anew. */
    private static void replace(Runnable change) {
        int before = RELOADS.get();
        change.run();
        await().until(() -> RELOADS.get() > before);
        BROKER.closeConnections();
    }

    private static void copy(Path from, String... files) {
        for (String file : files) {
            try {
                Files.copy(from.resolve(file), folder.resolve(file), REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
