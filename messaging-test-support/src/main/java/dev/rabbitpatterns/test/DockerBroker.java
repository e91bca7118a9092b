package dev.rabbitpatterns.test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.MountableFile;

/**
 * RabbitMQ in a container, with the shipped broker's configuration; Testcontainers removes it when
 * the JVM ends.
 */
final class DockerBroker extends RealBroker {

    static final String IMAGE = "rabbitmq:4.3-management";

    private final RabbitMQContainer container;
    private final boolean tls;

    private static RabbitMQContainer container() {
        return new SharedContainer()
                .withAdminUser(BrokerFiles.USERNAME)
                .withAdminPassword(BrokerFiles.PASSWORD)
                .withCopyToContainer(
                        Transferable.of(BrokerFiles.definitions()),
                        "/etc/rabbitmq/definitions.json")
                .withCopyToContainer(
                        Transferable.of(
                                BrokerFiles.configuration()
                                        + "\nload_definitions = /etc/rabbitmq/definitions.json\n"),
                        "/etc/rabbitmq/conf.d/90-patterns.conf");
    }

    /**
     * Outlives the application contexts in which it is a bean, each of which would stop it when it
     * closes.
     */
    static final class SharedContainer extends RabbitMQContainer {

        @ServiceConnection static final RabbitMQContainer INSTANCE = container();

        SharedContainer() {
            super(IMAGE);
        }

        @Override
        public void stop() {}
    }

    DockerBroker() {
        this(SharedContainer.INSTANCE, false);
    }

    private DockerBroker(RabbitMQContainer container, boolean tls) {
        this.container = container;
        this.tls = tls;
        container.start();
    }

    /** Another one, which speaks TLS only, with the certificate in this folder. */
    static DockerBroker withTls(Path certificate) {
        RabbitMQContainer container =
                container()
                        .withCopyToContainer(
                                Transferable.of(BrokerFiles.read("broker/tls.conf")),
                                "/etc/rabbitmq/conf.d/95-tls.conf")
                        .withCopyToContainer(
                                Transferable.of(BrokerFiles.read("broker/tls.plugins")),
                                "/etc/rabbitmq/enabled_plugins");
        for (String name : Certificates.FILES) {
            container.withCopyFileToContainer(
                    MountableFile.forHostPath(certificate.resolve(name)), "/tls/" + name);
        }
        return new DockerBroker(container, true);
    }

    /** Replaces a file of its certificate. */
    void replace(Path file) {
        container.copyFileToContainer(
                MountableFile.forHostPath(file), "/tls/" + file.getFileName());
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return tls ? container.getAmqpsPort() : container.getAmqpPort();
    }

    @Override
    public String username() {
        return container.getAdminUsername();
    }

    @Override
    public String password() {
        return container.getAdminPassword();
    }

    @Override
    public @Nullable String managementUri() {
        return tls ? container.getHttpsUrl() : container.getHttpUrl();
    }

    @Override
    public String ctl(String... arguments) {
        try {
            ExecResult result =
                    container.execInContainer(
                            Stream.concat(Stream.of("rabbitmqctl"), Stream.of(arguments))
                                    .toArray(String[]::new));
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(
                        "rabbitmqctl failed: " + result.getStdout() + result.getStderr());
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new IllegalStateException("rabbitmqctl could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public String toString() {
        return "RabbitMQ in Docker (" + IMAGE + ")";
    }
}
