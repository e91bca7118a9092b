package dev.rabbitpatterns.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** A service's jar taken apart, and what the JVM has learned of it in a training run. */
final class Extracted {

    private final String service;
    private final Path directory;

    Extracted(String service) {
        this.service = service;
        this.directory = Program.DIRECTORY.resolve("extracted").resolve(service);
    }

    /** Extracted when it is first asked for. */
    Path jar() throws IOException, InterruptedException {
        Path jar = directory.resolve(service + ".jar");
        Path original = SpringProgram.jarOf(service);
        if (!isNewer(jar, original)) {
            FileSystemUtils.deleteRecursively(directory);
            run(
                    "-Djarmode=tools",
                    "-jar",
                    original.toString(),
                    "extract",
                    "--destination",
                    directory.toString());
            Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
        }
        return jar;
    }

    /** What java is told to start it with the cache, which is made when it is first asked for. */
    List<String> withCache() throws IOException, InterruptedException {
        Path jar = jar();
        Path cache = directory.resolve("app.aot");
        if (!isNewer(cache, jar)) {
            // The training run needs no broker: it ends when the beans are there.
            run(
                    "-XX:AOTCacheOutput=" + cache,
                    "-Dspring.context.exit=onRefresh",
                    "-jar",
                    jar.toString());
        }
        return List.of("-XX:AOTCache=" + cache, "-jar", jar.toString());
    }

    private static boolean isNewer(Path file, Path than) throws IOException {
        return Files.exists(file)
                && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) >= 0;
    }

    /** With the options of the later starts, without which a cache does not fit. */
    private void run(String... words) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(SpringProgram.JVM_OPTIONS);
        arguments.addAll(List.of(words));
        try (Program program = Program.start("extract", arguments, Map.of("SERVER_PORT", "0"))) {
            if (program.process().waitFor() != 0) {
                program.check();
            }
        }
    }
}
