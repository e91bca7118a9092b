package dev.rabbitpatterns.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** An authority, and the certificates that it makes, by the script that is shipped for it. */
public final class Certificates {

    static final List<String> FILES = List.of("ca.crt", "tls.crt", "tls.key");

    private final Path directory;

    /** An authority that nobody knows yet; removed when the JVM ends. */
    public Certificates() {
        try {
            directory = Files.createTempDirectory("patterns-certificates");
            Files.writeString(script(), BrokerFiles.read("tls/certificates"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    }

    /**
     * Makes a certificate, or makes it again.
     *
     * @param days for how many days from now; a negative number for one that has expired
     * @param name whose it is
     * @param hosts its host names
     * @return the folder that has it
     */
    public Path make(int days, String name, String... hosts) {
        List<String> command =
                List.of("env", "DAYS=" + days, "bash", script().toString(), directory.toString());
        Command.run(
                        Stream.of(command.stream(), Stream.of(name), Stream.of(hosts))
                                .flatMap(words -> words)
                                .toList())
                .orThrow();
        return directory.resolve(name);
    }

    private Path script() {
        return directory.resolve("certificates");
    }

    private void remove() {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
