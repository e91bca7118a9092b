package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With TLS, every service works, and nobody gets in without it, a certificate or a login. */
@SuiteTest
@NeedsTls
class TlsIT {

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.rabbitpatterns.suite.Conversation#all")
    void everyServiceSendsAndReceives(Conversation pattern) throws Exception {
        String text = pattern + " with TLS";
        try (Conversation.Listener listener = pattern.serviceListens()) {
            assertThat(pattern.serviceSends(text).status()).isEqualTo(202);
            Await.that("the message is received", () -> listener.texts().contains(text));
        }
    }

    @Test
    void theConsoleReachesEveryService() throws IOException {
        for (String service : Suite.PATTERNS) {
            String topology = Suite.url("web-console") + "/api/" + service + "/topology";
            assertThat(Rest.get(topology).json().at("/broker/nodes").size()).isEqualTo(1);
        }
    }

    @Test
    void neitherTheBrokerNorAServiceAnswersInPlainText() throws IOException {
        assertThatThrownBy(() -> Suite.connect("hello")).isInstanceOf(IOException.class);

        String plain = Suite.url("hello-service").replace("https:", "http:") + "/messages";
        assertThat(Rest.get(plain).status()).isEqualTo(400);
    }

    /** As they are shipped, with the beans that the build has worked out without it. */
    @Test
    void everyServiceAndTheConsoleNeedALogin() throws IOException {
        for (String service : Suite.SERVICES) {
            URI url = URI.create(Suite.url(service) + "/");
            Rest.Answer answer = Rest.send(HttpRequest.newBuilder(url));
            assertThat(answer.status()).as(service).isEqualTo(401);
            assertThat(answer.isProblem()).isTrue();
        }
    }

    @Test
    void aPasswordIsNoLoginToTheBroker() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(Suite.amqpPort());
        factory.setUsername("hello");
        factory.setPassword(Suite.passwordOf("hello"));
        factory.useSslProtocol(TlsSuite.withoutCertificate());

        assertThatThrownBy(factory::newConnection)
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining("certificate_required");
    }
}
