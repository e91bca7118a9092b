package dev.rabbitpatterns.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The suite as processes on this machine's RabbitMQ, started by the launcher. */
final class NativeSuite extends Suite {

    NativeSuite() {
        super(
                "processes",
                // No Docker engine answers at this address.
                Map.of("DOCKER_HOST", "tcp://127.0.0.1:1", "BROKER_URI", ""));
        launcher.copy(".patterns", "app");
    }

    @Override
    String ctl(String... arguments) {
        return launcher.run(
                Stream.concat(
                                Stream.of(
                                        "deploy/broker/private-node",
                                        "ctl",
                                        "--dir",
                                        ".patterns/broker"),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Override
    void kill(String instance) {
        ProcessHandle process = processOf(instance);
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    void terminate(String instance) {
        if (instance.equals(BROKER)) {
            launcher.run("deploy/broker/private-node", "stop", "--dir", ".patterns/broker");
            return;
        }
        ProcessHandle process = processOf(instance);
        process.destroy();
        process.onExit().join();
    }

    @Override
    List<String> log(String instance) {
        return lines(state("log/" + instance + ".log"));
    }

    /**
     * With the ports on which the node would talk to others, and without those of what it does not
     * start.
     */
    @Override
    List<Integer> listeningPorts() {
        return Stream.concat(
                        super.listeningPorts().stream()
                                .filter(port ->
                                        Stream.of("prometheus", "zipkin")
                                                .noneMatch(name -> url(name).endsWith(":" + port))),
                        lines(state("broker/settings")).stream()
                                .map(setting -> setting.replaceFirst(".*=", ""))
                                .map(Integer::valueOf))
                .distinct()
                .toList();
    }

    private ProcessHandle processOf(String instance) {
        long pid =
                instance.equals(BROKER)
                        ? Long.parseLong(lines(state("broker/pids/node")).getFirst().strip())
                        : lines(state("run/" + instance)).stream()
                                .filter(line -> line.startsWith("pid="))
                                .mapToLong(line -> Long.parseLong(line.substring(4)))
                                .findFirst()
                                .orElseThrow();
        return ProcessHandle.of(pid).orElseThrow();
    }

    private Path state(String path) {
        return launcher.file(".patterns/" + path);
    }
}
