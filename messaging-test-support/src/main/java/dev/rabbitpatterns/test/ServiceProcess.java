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
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * A service in its own process, started from its jar as in production and with the bean definitions
 * that the build has generated, so that a signal can end it.
 */
public final class ServiceProcess implements AutoCloseable {

    /** It should start fast rather than reach its peak performance. */
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final List<String> command;
    private final Process process;
    private final String url;
    private final Path log;

    private ServiceProcess(List<String> command, String url, Path log) {
        this.command = command;
        this.url = url;
        this.log = log;
        this.process = launch(command, log);
    }

    /**
     * Starts {@code target/NAME.jar} of the module under test, or else of the module of this name,
     * and returns once it is ready.
     */
    public static ServiceProcess start(String name, Map<String, Object> properties) {
        Path jar = jarOf(name);
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(QUICK_START);
        command.add("-Dspring.aot.enabled=" + hasBeanDefinitions(jar));
        command.addAll(List.of("-jar", jar.toString(), "--server.port=" + port));
        RealBroker.get()
                .applicationProperties()
                .forEach((key, value) -> command.add("--" + key + "=" + value));
        properties.forEach((key, value) -> command.add("--" + key + "=" + value));
        Path log = Path.of("target", name + "-" + port + ".log");
        return new ServiceProcess(command, "http://localhost:" + port, log).awaitReady();
    }

    /** Starts an ended service again at the same address, and returns once it is ready. */
    public ServiceProcess startAgain() {
        return new ServiceProcess(command, url, log).awaitReady();
    }

    private static Process launch(List<String> command, Path log) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServiceProcess awaitReady() {
        try {
            Awaitility.await("readiness").atMost(TIMEOUT).ignoreExceptions().until(this::isReady);
            return this;
        } catch (ConditionTimeoutException e) {
            close();
            throw e;
        }
    }

    /** A jar that Maven built on an older Java has no generated bean definitions. */
    private static boolean hasBeanDefinitions(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .anyMatch(entry ->
                            entry.getName().endsWith("__ApplicationContextInitializer.class"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jarOf(String name) {
        Path own = Path.of("target", name + ".jar");
        Path others = Path.of("..", name).resolve(own);
        return Stream.of(own, others)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(own + " is missing; 'mvn package' builds it"));
    }

    /** Its address. */
    public String url() {
        return url;
    }

    /** A client of its REST interface. */
    public RestTestClient rest() {
        return RestTestClient.bindToServer().baseUrl(url).build();
    }

    /** What it has logged so far, even after it has ended. */
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
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The service did not end within " + TIMEOUT);
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
