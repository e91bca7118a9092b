package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the table of all faults, with the promise and the counts of each, to {@code
 * target/faults-in-containers.md}, {@code -cluster.md} or {@code -processes.md}.
 */
final class FaultReport {

    private static final String HEADER =
            """
            | fault | tier | promise | attempted | confirmed | refused (503) | unknown (504) | no answer | delivered | dead-lettered | lost | duplicated effects | recovered in |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private static final List<String> ROWS = new ArrayList<>();

    private static String tier = "";

    private FaultReport() {}

    /** Sets the tier of the test that adds the next rows. */
    static synchronized void setTier(boolean nightly) {
        tier = nightly ? "nightly" : "every change";
    }

    static synchronized void add(Suite suite, String promise, Counted counted) {
        ROWS.add(line(promise, counted));
        try {
            Path file = Path.of("target", "faults-in-" + suite + ".md");
            Files.writeString(file, HEADER + String.join("", ROWS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(String promise, Counted row) {
        return "| %s | %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.1f s |%n"
                .formatted(
                        row.fault(),
                        tier,
                        promise,
                        row.attempted(),
                        row.confirmed(),
                        row.refused(),
                        row.unknown(),
                        row.unreachable(),
                        row.delivered(),
                        row.dead(),
                        row.lost(),
                        row.duplicated(),
                        row.recovery().toMillis() / 1000.0);
    }
}
