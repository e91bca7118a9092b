package dev.rabbitpatterns.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.TlsBroker;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.ssl.SslBundles;

/**
 * The service and the broker know each other by their certificates, and every connection uses TLS.
 */
class HelloTlsIT {

    private static final TlsBroker BROKER = TlsBroker.get();

    @Test
    @Timeout(90)
    void everyConnectionUsesTheCertificateOfTheDay() throws IOException {
        Path certificate = BROKER.certificates().make(90, "hello", "localhost");
        Map<String, Object> properties = BROKER.applicationProperties(certificate);
        try (RunningService service =
                RunningService.startAlone(HelloApplication.class, properties).awaitReady()) {
            sendAndReceive(service, 1);
            assertThat(BROKER.connections("user", "auth_mechanism", "ssl"))
                    .as("the consumer's and the publisher's")
                    .hasSize(2)
                    .containsOnly("hello\tEXTERNAL\ttrue");
            theManagementApiAnswers(service);

            List<String> before = BROKER.connections("peer_cert_validity");
            Object served = serialNumber(service);
            BROKER.certificates().make(45, "hello", "localhost");
            await().until(() -> !serialNumber(service).equals(served));
            BROKER.closeConnections();

            service.awaitReady();
            sendAndReceive(service, 2);
            assertThat(BROKER.connections("peer_cert_validity"))
                    .hasSize(2)
                    .doesNotContainAnyElementsOf(before);
        }
    }

    private static void sendAndReceive(RunningService service, int total) {
        await().untilAsserted(() ->
                service.rest()
                        .post()
                        .uri("/messages")
                        .body(Map.of("text", "encrypted"))
                        .exchange()
                        .expectStatus()
                        .isAccepted());
        await().untilAsserted(() ->
                assertThat(service.bean(Inbox.class).contents().total()).isEqualTo(total));
    }

    private static void theManagementApiAnswers(RunningService service) {
        service.rest()
                .get()
                .uri("/topology")
                .exchange()
                .expectBody()
                .jsonPath("$.broker.nodes[0]")
                .exists();
    }

    /** Of the certificate with which the service answers. */
    private static Object serialNumber(RunningService service) throws IOException {
        try (Socket socket =
                service.bean(SslBundles.class)
                        .getBundle("tls")
                        .createSslContext()
                        .getSocketFactory()
                        .createSocket("localhost", URI.create(service.url()).getPort())) {
            X509Certificate first =
                    (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
            return first.getSerialNumber();
        }
    }
}
