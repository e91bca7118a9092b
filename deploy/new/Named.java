import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A service, by the names that the suite has for it.
 *
 * @param name such as {@code work-queue}: the user of the broker, and the beginning of other names
 * @param packageName such as {@code workqueue}
 * @param prefix such as {@code WorkQueue}: how its own classes begin
 * @param destination its queue or its exchange
 * @param port where it listens by default
 */
record Named(String name, String packageName, String prefix, String destination, int port) {

    /** A service that does not exist yet. */
    static Named withUsualNames(String name, int port) {
        String prefix =
                Arrays.stream(name.split("-"))
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining());
        return new Named(name, name.replace("-", ""), prefix, name, port);
    }

    /** The module. */
    String service() {
        return name + "-service";
    }

    /** The beginning of its variables: WORK_QUEUE_PORT. */
    String constant() {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** For people. */
    String title() {
        String words = name.replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
