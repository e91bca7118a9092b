package dev.rabbitpatterns.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** The configuration of the shipped broker, which the tests' broker uses, too. */
final class BrokerFiles {

    static final String USERNAME = "admin";
    static final String PASSWORD = "admin-development";

    private static final Pattern PASSWORD_PLACEHOLDER =
            Pattern.compile("\\$\\{([A-Z0-9_]+)_PASSWORD}");

    private BrokerFiles() {}

    /** With the management API's counters at most a second old, instead of five. */
    static String configuration() {
        return read("broker/rabbitmq.conf")
                + """

                collect_statistics_interval = 500
                management.sample_retention_policies.global.minute = 1
                management.sample_retention_policies.basic.minute = 1
                management.sample_retention_policies.detailed.minute = 1
                """;
    }

    /** Users, permissions and policies, with the passwords for development. */
    static String definitions() {
        return PASSWORD_PLACEHOLDER
                .matcher(read("broker/definitions.json"))
                .replaceAll(user ->
                        user.group(1).toLowerCase(Locale.ROOT).replace('_', '-') + "-development");
    }

    /** Copies what starts a node, with the development passwords whatever the environment sets. */
    static void copyTo(Path directory) throws IOException {
        for (String program : List.of("private-node", "fill-definitions")) {
            Path file = Files.writeString(directory.resolve(program), read("broker/" + program));
            if (!file.toFile().setExecutable(true)) {
                throw new IOException("Cannot make " + file + " executable");
            }
        }
        Files.writeString(directory.resolve("rabbitmq.conf"), configuration());
        Files.writeString(directory.resolve("tls.conf"), read("broker/tls.conf"));
        Files.writeString(directory.resolve("definitions.json"), definitions());
    }

    /** A file in the folder {@code deploy}. */
    static String read(String name) {
        try (InputStream file =
                Objects.requireNonNull(BrokerFiles.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
