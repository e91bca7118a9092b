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
 * A Java program in a process of its own, which ends with this one at the latest.
 *
 * @param process its process
 * @param log the file with its standard error, and its standard output unless that is read
 */
record Program(Process process, Path log) implements AutoCloseable {

    static final Path DIRECTORY = Path.of("benchmarks", "target", "bench");

    /** The class path of all programs of this module. */
    static final String CLASS_PATH =
            Path.of("benchmarks", "target", "benchmarks.jar")
                    + File.pathSeparator
                    + Path.of("benchmarks", "target", "lib", "*");

    private static final int SECONDS_TO_STOP = 20;

    /** Starts a program that writes its standard output to the log. */
    static Program start(String name, List<String> arguments, Map<String, String> environment)
            throws IOException {
        Path log = logOf(name);
        return launch(
                builder(arguments, environment)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())),
                log);
    }

    /** Starts a program whose standard output is read. */
    static Program startPiped(String name, List<String> arguments) throws IOException {
        Path log = logOf(name);
        return launch(
                builder(arguments, Map.of())
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())),
                log);
    }

    /** The java command that runs this program. */
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

    /** Fails with the end of the log if the program has ended. */
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
