package dev.rabbitpatterns.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * This machine's {@code rabbitmq-server}, started with its own directory, ports and cookie, and
 * removed when the JVM ends.
 */
final class PrivateNode extends RealBroker {

    private static final int NOT_INSTALLED = 3;

    private final Path directory;
    private final Map<String, String> facts;

    private PrivateNode(Path directory, Map<String, String> facts) {
        this.directory = directory;
        this.facts = facts;
    }

    /** A running node, or empty if RabbitMQ is not installed. */
    static Optional<PrivateNode> launch(String... options) {
        try {
            Path directory = Files.createTempDirectory("patterns-broker");
            BrokerFiles.copyTo(directory);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            String watched = Long.toString(ProcessHandle.current().pid());
            Command started =
                    run(
                            directory,
                            "start",
                            Stream.concat(Stream.of("--watch", watched), Stream.of(options))
                                    .toArray(String[]::new));
            return started.exitCode() == NOT_INSTALLED
                    ? Optional.empty()
                    : Optional.of(new PrivateNode(directory, facts(started.orThrow())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return Integer.parseInt(fact("AMQP_PORT"));
    }

    @Override
    public String username() {
        return BrokerFiles.USERNAME;
    }

    @Override
    public String password() {
        return BrokerFiles.PASSWORD;
    }

    @Override
    public @Nullable String managementUri() {
        return "http://127.0.0.1:" + fact("MANAGEMENT_PORT");
    }

    @Override
    public String ctl(String... arguments) {
        return run(directory, "ctl", arguments).orThrow();
    }

    @Override
    public String toString() {
        return "this machine's rabbitmq-server "
                + fact("VERSION")
                + " as a private node (port "
                + port()
                + ")";
    }

    private String fact(String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new IllegalStateException("The private node did not report its " + name);
        }
        return value;
    }

    private static Map<String, String> facts(String output) {
        return output.lines()
                .filter(line -> line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static Command run(Path directory, String verb, String... arguments) {
        List<String> words = new ArrayList<>();
        words.addAll(
                List.of(
                        directory.resolve("private-node").toString(),
                        verb,
                        "--dir",
                        directory.resolve("node").toString()));
        words.addAll(List.of(arguments));
        return Command.run(words);
    }

    private static void remove(Path directory) {
        run(directory, "stop");
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
