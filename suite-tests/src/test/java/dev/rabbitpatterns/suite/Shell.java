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

/** Runs this machine's programs, in one directory and with one set of variables. */
record Shell(Path directory, Map<String, String> variables) {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    /**
     * How a program ended.
     *
     * @param exitCode zero if it succeeded
     * @param output what it printed, its errors included
     */
    record Ended(int exitCode, String output) {}

    /** What the program printed; it has to succeed. */
    String run(String... words) {
        Ended ended = attempt(words);
        if (ended.exitCode() != 0) {
            throw new IllegalStateException(
                    "'%s' ended with %d: %s"
                            .formatted(String.join(" ", words), ended.exitCode(), ended.output()));
        }
        return ended.output();
    }

    /** Runs it to its end, whichever that is. */
    Ended attempt(String... words) {
        try {
            Path output = Files.createTempFile("suite-tests", ".out");
            try {
                int exitCode = await(start(ProcessBuilder.Redirect.to(output.toFile()), words));
                byte[] printed = Files.readAllBytes(output);
                return new Ended(exitCode, new String(printed, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and leaves it running. */
    Process start(ProcessBuilder.Redirect output, String... words) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(words))
                        .directory(directory.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output);
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static int await(Process process) {
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IllegalStateException("It did not end within " + PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
