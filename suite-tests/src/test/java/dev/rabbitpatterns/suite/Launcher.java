package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The launcher, {@code ./patterns}, in a folder of its own: with all of the suite's files, and none
 * of the state of a suite that is running already.
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

    /** Takes over what the user's own launcher has made, which takes a minute to make again. */
    void copy(String parent, String name) {
        Path source = Suite.ROOT.resolve(parent).resolve(name);
        Path target = file(parent);
        if (Files.exists(source) && Files.notExists(target.resolve(name))) {
            run("mkdir", "-p", target.toString());
            // With its times, or what the JVM has learned would not fit the jars.
            run("cp", "-Rp", source.toString(), target.toString());
        }
    }

    /** What {@code ./patterns} printed; it has to succeed. */
    String patterns(String... words) {
        return run(Stream.concat(Stream.of("./patterns"), Stream.of(words)).toArray(String[]::new));
    }

    /** The same of any program. */
    String run(String... words) {
        return shell.run(words);
    }

    Path file(String path) {
        return folder.resolve(path);
    }
}
