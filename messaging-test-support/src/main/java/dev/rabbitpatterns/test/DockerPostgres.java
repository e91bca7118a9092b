package dev.rabbitpatterns.test;

import com.github.dockerjava.api.model.PortBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container; Testcontainers removes it when the JVM ends. */
final class DockerPostgres extends RealPostgres {

    private static final String IMAGE = "postgres:18";

    private final int port = freePort();
    private final PostgreSQLContainer container;

    DockerPostgres() {
        container = new PostgreSQLContainer(IMAGE).withUsername(USERNAME).withPassword(PASSWORD);
        // A port that Docker chose would be another one after a restart.
        container.withCreateContainerCmdModifier(create ->
                Objects.requireNonNull(create.getHostConfig())
                        .withPortBindings(PortBinding.parse(port + ":5432")));
        container.start();
    }

    @Override
    String host() {
        return container.getHost();
    }

    @Override
    int port() {
        return port;
    }

    @Override
    public void sql(String statement) {
        try {
            var result =
                    container.execInContainer(
                            "psql", "-U", USERNAME, "-d", "test", "-c", statement);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException("psql failed: " + result.getStderr());
            }
        } catch (IOException e) {
            throw new IllegalStateException("psql could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void start() {
        container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
        Awaitility.await("PostgreSQL").ignoreExceptions().untilAsserted(() -> sql("select 1"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "PostgreSQL in Docker (" + IMAGE + ")";
    }
}
