package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rabbitpatterns.test.Certificates;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The console forwards nothing to a service whose certificate does not fit. */
@ExtendWith(OutputCaptureExtension.class)
class TlsForwardTests {

    private static final Certificates CERTIFICATES = new Certificates();
    private static final StubService STRANGER =
            service(new Certificates().make(90, "hello", "localhost"));
    private static final StubService SERVICE = service(CERTIFICATES.make(90, "hello", "localhost"));
    private static final StubService ELSEWHERE =
            service(CERTIFICATES.make(90, "elsewhere", "elsewhere.example.org"));
    private static final RunningConsole CONSOLE =
            RunningConsole.start(
                    String.join(",", STRANGER.url(), SERVICE.url(), ELSEWHERE.url()),
                    Map.of(
                            "spring.profiles.active",
                            "tls",
                            "TLS_FOLDER",
                            CERTIFICATES.make(90, "web-console", "localhost"),
                            "server.ssl.enabled",
                            false,
                            "messaging.login.users.test",
                            RunningConsole.PASSWORD));

    private static StubService service(Path folder) {
        PemSslStoreDetails details =
                PemSslStoreDetails.forCertificate("file:" + folder.resolve("tls.crt"))
                        .withPrivateKey("file:" + folder.resolve("tls.key"));
        return new StubService(
                SslBundle.of(new PemSslStoreBundle(details, null)).createSslContext());
    }

    @AfterAll
    static void stop() {
        CONSOLE.close();
        STRANGER.close();
        SERVICE.close();
        ELSEWHERE.close();
    }

    @Test
    void skipsAnInstanceWhoseCertificateIsFromAnotherAuthority(CapturedOutput log)
            throws Exception {
        STRANGER.on("/messages", 200, "text/plain", "a stranger");
        SERVICE.on("/messages", 200, "text/plain", "the service");

        assertThat(CONSOLE.get("/api/hello-service/messages").body()).isEqualTo("the service");
        assertThat(STRANGER.requests()).isEmpty();
        assertThat(log).contains("The certificate of hello-service does not fit: ", "PKIX path");
    }

    @Test
    void reportsAnInstanceWhoseCertificateIsForAnotherHostAsDown(CapturedOutput log)
            throws Exception {
        ELSEWHERE.on("/messages", 200, "text/plain", "elsewhere");

        HttpResponse<String> answer = CONSOLE.get("/api/hello-service-3/messages");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("urn:problem-type:service-down");
        assertThat(ELSEWHERE.requests()).isEmpty();
        assertThat(log).contains("The certificate of hello-service-3 does not fit: ");
    }
}
