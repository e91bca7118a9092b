package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tutorial programs in another language, with that language's usual client. */
enum ForeignProgram {
    PYTHON("tutorial.py", "/usr/bin/python3"),
    NODE("tutorial.js", "node"),
    RUBY("tutorial.rb", "ruby");

    private final String file;
    private final String interpreter;

    ForeignProgram(String file, String interpreter) {
        this.file = file;
        this.interpreter = interpreter;
    }

    private Shell shell() {
        Path folder = Path.of("clients", label()).toAbsolutePath();
        String broker =
                "amqp://admin:%s@127.0.0.1:%d"
                        .formatted(Suite.passwordOf("admin"), Suite.amqpPort());
        return new Shell(folder, Map.of("AMQP_URL", broker));
    }

    /** Sends a text by this route, empty for patterns without one, and returns the output. */
    String send(String pattern, String route, String text) {
        Shell.Ended ended = shell().attempt(interpreter, file, "send", pattern, route, text);
        if (ended.exitCode() != 0) {
            throw new AssertionError(howToInstall(ended.output()));
        }
        return ended.output().strip();
    }

    /** Starts a receiver that binds with this rule, and returns once it listens. */
    Receiver receive(String pattern, String rule) {
        Receiver receiver = new Receiver(interpreter, file, "receive", pattern, rule);
        Await.that(this + " listens", () -> receiver.isReady() || receiver.hasEnded());
        if (receiver.hasEnded()) {
            throw new AssertionError(howToInstall(String.join("\n", receiver.lines())));
        }
        return receiver;
    }

    private static String howToInstall(String output) {
        return "A foreign program failed. If its language or client is missing, run suite-tests/clients/install. "
                + output;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return label();
    }

    /** A running program that prints what it receives. */
    final class Receiver implements AutoCloseable {

        private final Path output;
        private final Process process;

        private Receiver(String... command) {
            try {
                output = Files.createTempFile("suite-tests", ".out");
                process = shell().start(Redirect.to(output.toFile()), command);
            } catch (IOException e) {
                throw new UncheckedIOException(howToInstall(""), e);
            }
        }

        private boolean isReady() {
            return lines().contains("ready");
        }

        private boolean hasEnded() {
            return !process.isAlive();
        }

        List<String> lines() {
            return Suite.lines(output);
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly().onExit().join();
            Files.delete(output);
        }
    }
}
