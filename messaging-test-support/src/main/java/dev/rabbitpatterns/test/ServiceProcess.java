package dev.rabbitpatterns.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * A service as a process of its own, started from its jar as in production, to be ended by a
 * signal.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final String url;
    private final Path log;

    private ServiceProcess(Process process, String url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    /** Starts {@code target/NAME.jar} of the module under test, and returns when it is ready. */
    public static ServiceProcess start(String name, Map<String, Object> properties) {
        Path jar = Path.of("target", name + ".jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; 'mvn package' builds it");
        }
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-jar", jar.toString(), "--server.port=" + port));
        RealBroker.get()
                .applicationProperties()
                .forEach((key, value) -> command.add("--" + key + "=" + value));
        properties.forEach((key, value) -> command.add("--" + key + "=" + value));
        try {
            Path log = Path.of("target", name + "-" + port + ".log");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            ServiceProcess service = new ServiceProcess(process, "http://localhost:" + port, log);
            Awaitility.await("readiness")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(service::isReady);
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client of its REST interface. */
    public RestTestClient rest() {
        return RestTestClient.bindToServer().baseUrl(url).build();
    }

    /** What it has logged so far, also when it is gone. */
    public List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM, waits for the end and returns how long that took. */
    public Duration terminate() throws InterruptedException {
        long start = System.nanoTime();
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The service did not end within " + PATIENCE);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Sends SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private boolean isReady() {
        return rest().get()
                .uri("/actuator/health/readiness")
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .is2xxSuccessful();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
