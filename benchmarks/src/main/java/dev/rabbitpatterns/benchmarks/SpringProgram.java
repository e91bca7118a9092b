package dev.rabbitpatterns.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Spring Boot service on a free port; all of them have the same JVM options. */
final class SpringProgram implements AutoCloseable {

    /** The launcher's options for the services of the suite. */
    static final List<String> JVM_OPTIONS =
            List.of(System.getenv().getOrDefault("BENCH_JVM_OPTIONS", "-Xmx256m").split(" "));

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final Program program;
    private final URI address;
    private final String readyPath;

    private SpringProgram(Program program, URI address, String readyPath) {
        this.program = program;
        this.address = address;
        this.readyPath = readyPath;
    }

    /** Starts a service of the suite from its jar; returns before it is ready. */
    static SpringProgram service(String service) throws IOException {
        String jar = jarOf(service).toString();
        return start(
                service,
                List.of("-jar", jar),
                Broker.loginOf(service),
                "/actuator/health/readiness");
    }

    /** Starts a service of this module from its class; returns before it is ready. */
    static SpringProgram main(String name, Class<?> main, Map<String, String> environment)
            throws IOException {
        return start(name, List.of("-cp", Program.CLASS_PATH, main.getName()), environment, "/");
    }

    static SpringProgram start(
            String name, List<String> what, Map<String, String> environment, String readyPath)
            throws IOException {
        int port = freePort();
        List<String> arguments = new ArrayList<>(JVM_OPTIONS);
        arguments.addAll(what);
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("SERVER_PORT", Integer.toString(port));
        variables.put("SERVER_ADDRESS", "127.0.0.1");
        return new SpringProgram(
                Program.start(name, arguments, variables),
                URI.create("http://127.0.0.1:" + port),
                readyPath);
    }

    static Path jarOf(String service) {
        return Path.of(service, "target", service + ".jar");
    }

    URI uri(String path) {
        return address.resolve(path);
    }

    Program program() {
        return program;
    }

    /** Returns once it answers, and is ready if it is a service of the suite. */
    SpringProgram awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!isReady()) {
            program.check();
            if (System.nanoTime() > deadline) {
                throw new IOException("No answer from " + address + "; see " + program.log());
            }
            Thread.sleep(5);
        }
        return this;
    }

    /** A plain service answers 404 once it runs; one of the suite answers 503 until it is ready. */
    private boolean isReady() throws InterruptedException {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(uri(readyPath)).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    < 500;
        } catch (IOException notYet) {
            return false;
        }
    }

    void setConsumer(boolean running) throws IOException, InterruptedException {
        send("PUT", "/consumer", "{\"running\":" + running + "}");
    }

    /** Returns the body of the answer; fails unless its status is 2xx. */
    String send(String method, String path, String json) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher body =
                json.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(json);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .timeout(Duration.ofMinutes(1))
                        .method(method, body);
        if (!json.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> answer =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    "%s %s: %d %s"
                            .formatted(method, uri(path), answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
