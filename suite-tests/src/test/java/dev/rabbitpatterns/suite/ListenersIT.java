package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No port of the suite can be reached from another machine. */
@SuiteTest
class ListenersIT {

    private static final String LISTENING = "0A";
    private static final List<String> LOOPBACK =
            List.of(
                    "0100007F",
                    "00000000000000000000000001000000",
                    "0000000000000000FFFF00000100007F");

    private final Suite suite;

    ListenersIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    void everyPortListensOnLoopbackOnly() throws IOException {
        List<Integer> ports = suite.listeningPorts();
        List<String[]> listeners =
                Stream.concat(sockets("/proc/net/tcp"), sockets("/proc/net/tcp6"))
                        .filter(socket -> socket[3].equals(LISTENING))
                        .map(socket -> socket[1].split(":", 2))
                        .filter(address -> ports.contains(Integer.parseInt(address[1], 16)))
                        .toList();

        assertThat(listeners).extracting(address -> address[0]).isSubsetOf(LOOPBACK);
        assertThat(listeners)
                .extracting(address -> Integer.parseInt(address[1], 16))
                .containsAll(ports);
    }

    /** This machine's sockets: number, local address, remote address, state, in hexadecimal. */
    private static Stream<String[]> sockets(String table) throws IOException {
        return Files.readAllLines(Path.of(table)).stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+", 5));
    }
}
