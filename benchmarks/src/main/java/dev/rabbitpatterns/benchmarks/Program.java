package dev.rabbitpatterns.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java program in a process of its own, gone at the latest with this one.
 *
 * @param process it
 * @param log what it says on standard error, and on standard output unless that is read
 */
record Program(Process process, Path log) implements AutoCloseable {

    static final Path DIRECTORY = Path.of("benchmarks", "target", "bench");

    /** The class path of all programs of this module. */
    static final String CLASS_PATH =
            Path.of("benchmarks", "target", "benchmarks.jar")
                    + File.pathSeparator
                    + Path.of("benchmarks", "target", "lib", "*");

    private static final int SECONDS_TO_STOP = 20;

    /** With its standard output into the log. */
    static Program start(String name, List<String> arguments, Map<String, String> environment)
            throws IOException {
        Path log = logOf(name);
        return launch(
                builder(arguments, environment)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())),
                log);
    }

    /** With its standard output to be read. */
    static Program converse(String name, List<String> arguments) throws IOException {
        Path log = logOf(name);
        return launch(
                builder(arguments, Map.of())
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())),
                log);
    }

    /** The java that runs this very program. */
    static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    private static Path logOf(String name) throws IOException {
        Path directory = Files.createDirectories(DIRECTORY.resolve("log"));
        return directory.resolve(name.replaceAll("[^a-zA-Z0-9-]+", "-") + ".log");
    }

    private static ProcessBuilder builder(List<String> arguments, Map<String, String> variables) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        return builder;
    }

    private static Program launch(ProcessBuilder builder, Path log) throws IOException {
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Program(process, log);
    }

    CpuClock cpu() {
        return CpuClock.of(process.toHandle());
    }

    /** Fails, with the end of its log, if it has ended by itself. */
    void check() throws IOException {
        if (!process.isAlive()) {
            List<String> lines = Files.readAllLines(log);
            throw new IOException(
                    "A program ended with exit code %d; its log, %s, ends with:%n%s"
                            .formatted(
                                    process.exitValue(),
                                    log,
                                    String.join(
                                            "\n",
                                            lines.subList(
                                                    Math.max(0, lines.size() - 15),
                                                    lines.size()))));
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
