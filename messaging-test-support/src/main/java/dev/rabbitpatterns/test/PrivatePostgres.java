package dev.rabbitpatterns.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * This machine's PostgreSQL, started with its own directory and port, and removed when the JVM
 * ends.
 */
final class PrivatePostgres extends RealPostgres {

    /** Where Debian has it; elsewhere it is on the path. */
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path directory;
    private final int port = freePort();

    private PrivatePostgres(Path programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
    }

    /** A running server, or empty if PostgreSQL is not installed. */
    static Optional<PrivatePostgres> launch() {
        return programs()
                .map(programs -> {
                    try {
                        Path directory = Files.createTempDirectory("patterns-postgres");
                        PrivatePostgres server = new PrivatePostgres(programs, directory);
                        Runtime.getRuntime().addShutdownHook(new Thread(server::remove));
                        server.create();
                        server.start();
                        return server;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static Optional<Path> programs() {
        try (Stream<Path> versions =
                Files.isDirectory(DEBIAN) ? Files.list(DEBIAN) : Stream.empty()) {
            Stream<Path> onPath = Stream.of(System.getenv("PATH").split(":")).map(Path::of);
            return Stream.concat(
                            versions.sorted(Comparator.reverseOrder())
                                    .map(version -> version.resolve("bin")),
                            onPath)
                    .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void create() throws IOException {
        if (isRoot()) {
            Command.run(List.of("chown", "postgres", directory.toString())).orThrow();
        }
        Path password = directory.resolve("password");
        Files.writeString(password, PASSWORD);
        run(
                "initdb",
                "--no-sync",
                "--auth=scram-sha-256",
                "--username=" + USERNAME,
                "--pwfile=" + password,
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                data());
    }

    @Override
    String host() {
        return "127.0.0.1";
    }

    @Override
    int port() {
        return port;
    }

    @Override
    public void sql(String statement) {
        run(
                "psql",
                "--no-psqlrc",
                "--quiet",
                "--command=" + statement,
                "postgresql://%s:%s@127.0.0.1:%d/postgres".formatted(USERNAME, PASSWORD, port));
    }

    @Override
    public void kill() {
        run("pg_ctl", "stop", "--silent", "--mode=immediate", "--pgdata=" + data());
    }

    @Override
    public void start() {
        run(
                "pg_ctl",
                "start",
                "--silent",
                "--wait",
                "--pgdata=" + data(),
                "--log=" + directory.resolve("log"),
                "--options=-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s"
                        .formatted(port, directory));
    }

    private void remove() {
        try {
            Command.run(command("pg_ctl", "stop", "--silent", "--mode=immediate", "-D", data()));
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private void run(String program, String... arguments) {
        Command.run(command(program, arguments)).orThrow();
    }

    /** PostgreSQL refuses to run as root. */
    private List<String> command(String program, String... arguments) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        words.add(programs.resolve(program).toString());
        words.addAll(List.of(arguments));
        return words;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "this machine's PostgreSQL as a private server (port " + port + ")";
    }
}
