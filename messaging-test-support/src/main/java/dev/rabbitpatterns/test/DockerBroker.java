package dev.rabbitpatterns.test;

import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/**
 * RabbitMQ in a container, with the shipped broker's configuration; Testcontainers removes it when
 * the JVM ends.
 */
final class DockerBroker extends RealBroker {

    static final String IMAGE = "rabbitmq:4.3-management";

    @ServiceConnection
    static final RabbitMQContainer CONTAINER =
            new SharedContainer()
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

    /**
     * Outlives the application contexts in which it is a bean, each of which would stop it when it
     * closes.
     */
    private static final class SharedContainer extends RabbitMQContainer {

        SharedContainer() {
            super(IMAGE);
        }

        @Override
        public void stop() {}
    }

    DockerBroker() {
        CONTAINER.start();
    }

    @Override
    public String host() {
        return CONTAINER.getHost();
    }

    @Override
    public int port() {
        return CONTAINER.getAmqpPort();
    }

    @Override
    public String username() {
        return CONTAINER.getAdminUsername();
    }

    @Override
    public String password() {
        return CONTAINER.getAdminPassword();
    }

    @Override
    public @Nullable String managementUri() {
        return CONTAINER.getHttpUrl();
    }

    @Override
    public String ctl(String... arguments) {
        try {
            ExecResult result =
                    CONTAINER.execInContainer(
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
