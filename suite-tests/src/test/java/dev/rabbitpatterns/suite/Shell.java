package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs in one directory, with these additional environment variables. */
record Shell(Path directory, Map<String, String> variables) {

    private static final Duration TIMEOUT = Duration.ofMinutes(8);

    /**
     * How a program ended.
     *
     * @param exitCode zero if it succeeded
     * @param output what it printed, including errors
     */
    record Ended(int exitCode, String output) {}

    /** Runs a program, which has to succeed, and returns its output. */
    String run(String... command) {
        Ended ended = attempt(command);
        if (ended.exitCode() != 0) {
            throw new IllegalStateException(
                    "'%s' ended with %d: %s"
                            .formatted(
                                    String.join(" ", command), ended.exitCode(), ended.output()));
        }
        return ended.output();
    }

    /** Runs a program to its end, whether it succeeds or fails. */
    Ended attempt(String... command) {
        try {
            Path output = Files.createTempFile("suite-tests", ".out");
            try {
                int exitCode = await(start(ProcessBuilder.Redirect.to(output.toFile()), command));
                byte[] printed = Files.readAllBytes(output);
                return new Ended(exitCode, new String(printed, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a program, and leaves it running. */
    Process start(ProcessBuilder.Redirect output, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command))
                        .directory(directory.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output);
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static int await(Process process) {
        try {
            if (process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IllegalStateException("The program did not end within " + TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
