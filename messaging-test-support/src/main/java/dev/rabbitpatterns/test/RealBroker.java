package dev.rabbitpatterns.test;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * The one RabbitMQ that all tests of this JVM share: in a container where a Docker engine answers;
 * else the one that {@code BROKER_URI} names; else this machine's own {@code rabbitmq-server} as a
 * private node. Without any of them the tests fail; they are never skipped.
 */
public abstract class RealBroker {

    private static final Logger log = LoggerFactory.getLogger(RealBroker.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final String NO_BROKER =
            "The tests need a real RabbitMQ: start a Docker engine, or name a broker in BROKER_URI=amqp://user:password@host:port,"
                    + " or install rabbitmq-server on this machine.";

    private static @Nullable RealBroker broker;

    /** The broker. The first call starts it. */
    public static synchronized RealBroker get() {
        if (broker == null) {
            broker = find();
            log.info("Tests use {}", broker);
        }
        return broker;
    }

    private static RealBroker find() {
        String named = System.getenv("BROKER_URI");
        if (dockerAnswers()) {
            return new DockerBroker();
        }
        if (named != null) {
            return new NamedBroker(named);
        }
        return PrivateNode.launch().orElseThrow(() -> new IllegalStateException(NO_BROKER));
    }

    /** Testcontainers would look elsewhere if the engine at {@code DOCKER_HOST} did not answer. */
    static boolean dockerAnswers() {
        String named = System.getenv("DOCKER_HOST");
        return (named == null || listens(URI.create(named)))
                && DockerClientFactory.instance().isDockerAvailable();
    }

    private static boolean listens(URI engine) {
        try {
            switch (String.valueOf(engine.getScheme())) {
                case "unix" ->
                        SocketChannel.open(UnixDomainSocketAddress.of(engine.getPath())).close();
                case "tcp", "http", "https" -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(
                                new InetSocketAddress(engine.getHost(), engine.getPort()),
                                CONNECT_TIMEOUT_MILLIS);
                    }
                }
                default -> {} // Testcontainers knows how to ask it
            }
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    public abstract String host();

    public abstract int port();

    public abstract String username();

    public abstract String password();

    public String virtualHost() {
        return "/";
    }

    /** The address of the management API, if there is one. */
    public abstract @Nullable String managementUri();

    /** How old a counter of the management API may be. */
    public Duration maxCounterAge() {
        return Duration.ofSeconds(1);
    }

    /** Runs {@code rabbitmqctl} on the broker and returns what it printed. */
    public abstract String ctl(String... arguments);

    /**
     * Stops RabbitMQ as a restart does: connections are closed and new ones refused; what is
     * durable stays.
     */
    public void stop() {
        ctl("stop_app");
    }

    /** Starts RabbitMQ again, and returns once it is ready. */
    public void start() {
        ctl("start_app");
        ctl("await_startup");
    }

    /** A plain connection, as a program in any language would open it. */
    public Connection connect() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(host());
        factory.setPort(port());
        factory.setUsername(username());
        factory.setPassword(password());
        factory.setVirtualHost(virtualHost());
        try {
            return factory.newConnection("test");
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("Cannot connect to " + this, e);
        }
    }

    /** The properties with which an application that a test starts itself finds this broker. */
    public Map<String, Object> applicationProperties() {
        Map<String, Object> properties = new TreeMap<>(managementProperties());
        properties.put("spring.rabbitmq.host", host());
        properties.put("spring.rabbitmq.port", port());
        properties.put("spring.rabbitmq.username", username());
        properties.put("spring.rabbitmq.password", password());
        properties.put("spring.rabbitmq.virtual-host", virtualHost());
        return properties;
    }

    Map<String, Object> managementProperties() {
        String uri = managementUri();
        return uri == null
                ? Map.of()
                : Map.of(
                        "messaging.management.uris", uri,
                        "messaging.management.username", username(),
                        "messaging.management.password", password());
    }
}
