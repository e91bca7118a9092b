package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs {@code ./patterns} in a folder of its own, which links to the suite's files but shares no
 * state with a suite that is already running.
 */
final class Launcher {

    private static final Set<String> NOT_SHIPPED =
            Set.of(".git", ".patterns", ".env", "suite-tests");

    private final Path folder;
    private final Shell shell;

    Launcher(Path folder, Map<String, String> variables) {
        this.folder = folder.toAbsolutePath();
        this.shell = new Shell(this.folder, variables);
        try (Stream<Path> files = Files.list(Suite.ROOT)) {
            Files.createDirectories(folder);
            files.filter(file -> !NOT_SHIPPED.contains(String.valueOf(file.getFileName())))
                    .forEach(this::link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void link(Path file) {
        Path link = folder.resolve(file.getFileName());
        try {
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what the user's own launcher has prepared, which takes a minute to prepare again. */
    void copy(String parent, String name) {
        Path source = Suite.ROOT.resolve(parent).resolve(name);
        Path target = file(parent);
        if (Files.exists(source) && Files.notExists(target.resolve(name))) {
            run("mkdir", "-p", target.toString());
            // Keeps the timestamps: the JVM's AOT cache is only valid for jars with the same ones.
            run("cp", "-Rp", source.toString(), target.toString());
        }
    }

    /** Runs {@code ./patterns}, which has to succeed, and returns its output. */
    String patterns(String... arguments) {
        return run(
                Stream.concat(Stream.of("./patterns"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /** Runs any other program in the same way. */
    String run(String... command) {
        return shell.run(command);
    }

    Path file(String path) {
        return folder.resolve(path);
    }
}
