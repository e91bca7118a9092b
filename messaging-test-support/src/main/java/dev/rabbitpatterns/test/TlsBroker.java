package dev.rabbitpatterns.test;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Another RabbitMQ than the {@link RealBroker}, which speaks TLS only and knows its clients by
 * their certificates. All tests of this JVM share it.
 */
public final class TlsBroker {

    private static final String BROKER = "broker";
    private static final String HOST = "localhost";
    private static final String NO_BROKER =
            "The tests of TLS need a RabbitMQ of their own: start a Docker engine, or install rabbitmq-server on this machine.";

    private static @Nullable TlsBroker shared;

    private final Certificates certificates = new Certificates();
    private final Path own = certificates.make(90, BROKER, HOST);
    private final RealBroker broker = start(own);

    private TlsBroker() {}

    /** The broker. The first call starts it. */
    public static synchronized TlsBroker get() {
        if (shared == null) {
            shared = new TlsBroker();
        }
        return shared;
    }

    private static RealBroker start(Path own) {
        if (RealBroker.dockerAnswers()) {
            return DockerBroker.withTls(own);
        }
        return PrivateNode.launch("--tls", own.toString())
                .orElseThrow(() -> new IllegalStateException(NO_BROKER));
    }

    /** The authority that the broker trusts, and that its own certificate is from. */
    public Certificates certificates() {
        return certificates;
    }

    /** Gives the broker a certificate for this host only, which it uses from here on. */
    public void rename(String host) {
        certificates.make(90, BROKER, host);
        if (broker instanceof DockerBroker container) {
            Certificates.FILES.forEach(name -> container.replace(own.resolve(name)));
        }
        // By default, it looks for a new one every two minutes.
        broker.ctl("eval", "ssl:clear_pem_cache().");
    }

    /** Closes every connection, so that each opens anew. */
    public void closeConnections() {
        broker.ctl("close_all_connections", "the test");
    }

    /** The open connections, with these columns of {@code rabbitmqctl list_connections}. */
    public List<String> connections(String... columns) {
        return broker.ctl(
                        Stream.concat(
                                        Stream.of(
                                                "--quiet",
                                                "list_connections",
                                                "--no-table-headers"),
                                        Stream.of(columns))
                                .toArray(String[]::new))
                .lines()
                .toList();
    }

    /** The properties with which a service that has this certificate finds the broker. */
    public Map<String, Object> applicationProperties(Path certificate) {
        int management = URI.create(Objects.requireNonNull(broker.managementUri())).getPort();
        Map<String, Object> properties = new HashMap<>();
        properties.put("spring.profiles.active", "tls");
        properties.put("TLS_FOLDER", certificate);
        properties.put(RunningService.LOGIN, "of-the-test-only");
        properties.put("spring.ssl.bundle.watch.file.quiet-period", "100ms");
        properties.put("spring.rabbitmq.host", HOST);
        properties.put("spring.rabbitmq.port", broker.port());
        properties.put("messaging.management.uris", "https://" + HOST + ":" + management);
        return properties;
    }
}
