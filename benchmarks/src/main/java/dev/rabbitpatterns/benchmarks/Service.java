package dev.rabbitpatterns.benchmarks;

import module java.base;

import dev.rabbitpatterns.benchmarks.Drain.Running;
import dev.rabbitpatterns.benchmarks.plain.PlainService;
import java.lang.ProcessBuilder.Redirect;
import org.awaitility.Awaitility;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** A Spring Boot service in a process of its own, which ends with this one at the latest. */
record Service(Process process, URI address, RestClient rest) {

    /** The class path of all programs of this module. */
    static final String CLASS_PATH =
            "benchmarks/target/benchmarks.jar" + File.pathSeparator + "benchmarks/target/lib/*";

    /** Starts a service of the suite, or a plain one with the confirms and queue of its name. */
    static Service start(String name) throws IOException {
        if (name.endsWith("-service")) {
            return start(name, List.of("-jar", name + "/target/" + name + ".jar"));
        }
        String main = PlainService.class.getName();
        String confirms = name.startsWith("confirmed-") ? "correlated" : "none";
        String confirmType = "--spring.rabbitmq.publisher-confirm-type=" + confirms;
        return start(
                name, List.of("-cp", CLASS_PATH, main, "--plain.queue=bench." + name, confirmType));
    }

    /** Starts it on a free port, with the launcher's options for the services of the suite. */
    static Service start(String name, List<String> arguments) throws IOException {
        int port = freePort();
        List<String> command = java(System.getenv("BENCH_JVM_OPTIONS").split(" "));
        command.addAll(arguments);
        command.addAll(List.of("--server.address=127.0.0.1", "--server.port=" + port));
        File log = Report.DIRECTORY.resolve(name + ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Process process = builder.redirectOutput(Redirect.appendTo(log)).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        URI address = URI.create("http://127.0.0.1:" + port);
        return new Service(process, address, RestClient.create(address));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The command for the java that runs this program. */
    static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(ProcessHandle.current().info().command().orElse("java"));
        return command;
    }

    /** A plain service answers 404 once it runs; one of the suite answers 503 until it is ready. */
    void awaitReady() {
        await("/actuator/health/readiness");
    }

    /** Returns once this path has an answer that is no error of the server. */
    void await(String path) {
        RestClient.RequestHeadersSpec<?> request = rest.get().uri(path);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofMinutes(3))
                .failFast("It has ended; see its log", () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> request.exchange((sent, it) -> it.getStatusCode().value() < 500));
    }

    Running consume() {
        setConsumer(true);
        return new Running(process.toHandle(), () -> setConsumer(false));
    }

    void setConsumer(boolean running) {
        RestClient.RequestBodySpec put = rest.put().uri("/consumer");
        put.contentType(MediaType.APPLICATION_JSON).body(Map.of("running", running));
        put.retrieve().toBodilessEntity();
    }
}
