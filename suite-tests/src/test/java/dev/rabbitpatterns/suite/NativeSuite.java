package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * As processes and on this machine's RabbitMQ, by the launcher, in a folder that has all of the
 * suite's files but none of its state.
 */
final class NativeSuite extends Suite {

    private static final Path FOLDER = Path.of("target", "suite").toAbsolutePath();
    private static final Set<String> NOT_SHIPPED =
            Set.of(".git", ".patterns", ".env", "suite-tests");

    private final Shell shell = new Shell(FOLDER, variables());

    private String[] runningScales = {};

    private static Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>(PORTS);
        variables.put("DOCKER_HOST", "tcp://127.0.0.1:1"); // where no engine is
        variables.put("BROKER_URI", "");
        return variables;
    }

    @Override
    void startAnew() {
        try {
            Files.createDirectories(FOLDER);
            try (Stream<Path> files = Files.list(ROOT)) {
                files.filter(file -> !NOT_SHIPPED.contains(String.valueOf(file.getFileName())))
                        .forEach(NativeSuite::link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shell.run("./patterns", "down", "--volumes");
        up();
    }

    private static void link(Path file) {
        Path link = FOLDER.resolve(file.getFileName());
        try {
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void up(String... scales) {
        runningScales = scales;
        List<String> words = new ArrayList<>(List.of("./patterns", "up"));
        for (String scale : scales) {
            words.add("--scale");
            words.add(scale);
        }
        shell.run(words.toArray(String[]::new));
    }

    @Override
    void down() {
        shell.run("./patterns", "down");
    }

    @Override
    void remove() {
        shell.run("./patterns", "down", "--volumes");
    }

    @Override
    String ctl(String... arguments) {
        return shell.run(
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
            shell.run("deploy/broker/private-node", "stop", "--dir", ".patterns/broker");
            return;
        }
        ProcessHandle process = processOf(instance);
        process.destroy();
        process.onExit().join();
    }

    @Override
    void startAgain(String instance) {
        up(runningScales);
    }

    @Override
    List<String> log(String instance) {
        return lines(FOLDER.resolve(".patterns/log").resolve(instance + ".log"));
    }

    /** Those between the nodes of a cluster included, of which this is one. */
    @Override
    List<Integer> listeningPorts() {
        return Stream.concat(
                        super.listeningPorts().stream(),
                        lines(state("broker/settings")).stream()
                                .map(setting -> setting.replaceFirst(".*=", ""))
                                .map(Integer::valueOf))
                .distinct()
                .toList();
    }

    private static ProcessHandle processOf(String instance) {
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

    private static Path state(String file) {
        return FOLDER.resolve(".patterns").resolve(file);
    }

    @Override
    public String toString() {
        return "processes";
    }
}
