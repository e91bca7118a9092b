package dev.rabbitpatterns.suite;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * The suite as a user has started it: in containers, or as processes if {@code
 * -Dsuite.as=processes} says so. Both are told by the same variables to use ports of their own, so
 * that a suite that runs already is left alone.
 */
abstract class Suite implements AutoCloseable {

    /** Where the suite is: the folder above this module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static final String BROKER = "broker";
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int AWAY_FROM_THE_USUAL_PORT = 13_000;

    /** Every port that can be set, and what the suite under test is told. */
    static final Map<String, String> PORTS = ports();

    private static Map<String, String> ports() {
        Map<String, String> ports = new TreeMap<>();
        for (String line : lines(ROOT.resolve(".env.example"))) {
            String[] setting = line.split("=", 2);
            if (setting[0].matches("[A-Z_]+_PORT")) {
                int port = Integer.parseInt(setting[1]) + AWAY_FROM_THE_USUAL_PORT;
                ports.put(setting[0], Integer.toString(port));
            }
        }
        return Map.copyOf(ports);
    }

    /** Every service, as the launcher names it. */
    static final List<String> SERVICES =
            PORTS.keySet().stream()
                    .filter(variable -> !variable.startsWith("BROKER_"))
                    .map(variable -> variable.replace("_PORT", "").toLowerCase(Locale.ROOT))
                    .map(name -> name.replace('_', '-'))
                    .map(name -> name.equals("web-console") ? name : name + "-service")
                    .sorted()
                    .toList();

    private static final boolean AS_PROCESSES =
            System.getProperty("suite.as", "").equals("processes");

    /**
     * Whether it is left running for the next run of the tests, to save time while writing them.
     */
    private static final boolean KEEP = Boolean.getBoolean("suite.keep");

    /** Those that are at one end of a pattern, each with a user of its own. */
    static final List<String> PATTERNS =
            SERVICES.stream().filter(service -> service.endsWith("-service")).toList();

    private final String name;
    final Launcher launcher;
    private String[] runningScales = {};

    /**
     * @param name how it runs: in containers, or as processes
     * @param variables what the launcher is told beside the ports
     */
    Suite(String name, Map<String, String> variables) {
        this.name = name;
        Map<String, String> all = new TreeMap<>(PORTS);
        all.putAll(variables);
        this.launcher = new Launcher(Path.of("target", name), all);
    }

    /**
     * Starts it, with nothing left of an earlier run unless that was asked for. How is told, and
     * not found out: a run that lacks the tests which need containers should never come as a
     * surprise.
     */
    static Suite start() {
        Suite suite = AS_PROCESSES ? new NativeSuite() : new ComposeSuite();
        if (!KEEP) {
            suite.removeAll();
        }
        suite.up();
        return suite;
    }

    /**
     * Starts what is not running, and returns when all is ready.
     *
     * @param scales as {@code work-queue-service=2}; of what is not named there is one instance
     *     then
     */
    void up(String... scales) {
        runningScales = scales;
        List<String> words = new ArrayList<>(List.of("up"));
        for (String scale : scales) {
            words.add("--scale");
            words.add(scale);
        }
        launcher.patterns(words.toArray(String[]::new));
    }

    /** Starts what has died, and leaves the rest as it is. */
    final void upAgain() {
        up(runningScales);
    }

    /** Stops all, and keeps the messages. */
    void down() {
        launcher.patterns("down");
    }

    /** Leaves nothing behind. */
    void removeAll() {
        launcher.patterns("down", "--volumes");
    }

    /** What the launcher says of every instance; it fails if one of them is not ready. */
    final String status() {
        return launcher.patterns("status");
    }

    /** Runs {@code rabbitmqctl}. */
    abstract String ctl(String... arguments);

    /** Ends a service or the broker where it stands: SIGKILL. */
    abstract void kill(String instance);

    /** Asks it to end, and returns when it has: SIGTERM. */
    abstract void terminate(String instance);

    /** Starts it again, and returns when it is ready. */
    void startAgain(String instance) {
        upAgain();
    }

    /** All that it has logged since the suite was started, its earlier lives included. */
    abstract List<String> log(String instance);

    /** Every port that something of the suite listens on. */
    List<Integer> listeningPorts() {
        return PORTS.values().stream().map(Integer::valueOf).toList();
    }

    /** For tests that look into containers, or take them apart. */
    ComposeSuite inContainers() {
        if (this instanceof ComposeSuite compose) {
            return compose;
        }
        throw new AssertionError(
                "This test needs containers, and -Dsuite.as=processes was given without Maven, which leaves such tests out.");
    }

    @Override
    public void close() {
        if (!KEEP) {
            removeAll();
        }
    }

    /** Where a service answers. */
    static String url(String service) {
        String variable =
                service.replaceAll("-service$", "").toUpperCase(Locale.ROOT).replace('-', '_')
                        + "_PORT";
        return "http://127.0.0.1:" + PORTS.get(variable);
    }

    static int amqpPort() {
        return Integer.parseInt(String.valueOf(PORTS.get("BROKER_PORT")));
    }

    static String managementUrl() {
        return "http://127.0.0.1:" + PORTS.get("BROKER_MANAGEMENT_PORT");
    }

    /** The one for development, which the suite has if nobody sets another. */
    static String passwordOf(String user) {
        return user + "-development";
    }

    /** A plain connection, as a program in any language would open. */
    static Connection connect(String user) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(amqpPort());
        factory.setUsername(user);
        factory.setPassword(passwordOf(user));
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection("suite-tests");
    }

    static boolean isReady(String service) {
        try {
            return Rest.get(url(service) + "/actuator/health/readiness").status() == 200;
        } catch (IOException notThere) {
            return false;
        }
    }

    static void awaitReady() {
        Await.that("all services are ready", Suite::isReady);
    }

    static boolean isReady() {
        return ready(SERVICES) == SERVICES.size();
    }

    /** Every service that needs the broker has noticed that it is gone. */
    static void awaitNotReady() {
        Await.that("no service says that it is ready", () -> ready(PATTERNS) == 0);
    }

    /** How many of them are ready, asked all at once: one that has no broker answers in seconds. */
    private static long ready(List<String> services) {
        return services.stream()
                .map(service ->
                        CompletableFuture.supplyAsync(
                                () -> isReady(service), Thread::startVirtualThread))
                .toList()
                .stream()
                .filter(CompletableFuture::join)
                .count();
    }

    @Override
    public String toString() {
        return name;
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
