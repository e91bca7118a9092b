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
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * The suite, started as a user starts it: in containers, with three broker nodes if {@code
 * -Dsuite.as=cluster}, with TLS if {@code -Dsuite.as=tls}, or without containers if {@code
 * -Dsuite.as=processes}. It uses ports of its own, so that it does not disturb a suite that is
 * already running.
 */
abstract class Suite implements AutoCloseable {

    /** The suite's root folder, above this module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static final String BROKER = "broker";
    static final Duration TIMEOUT = Duration.ofSeconds(90);

    private static final String MODE = System.getProperty("suite.as", "containers");

    /** Whether every connection uses TLS. */
    static final boolean TLS = MODE.equals("tls");

    private static final int PORT_OFFSET = 13_000;

    /** The variable of every configurable port, with its value for the suite under test. */
    static final Map<String, String> PORTS = ports();

    private static Map<String, String> ports() {
        Map<String, String> ports = new TreeMap<>();
        for (String line : lines(ROOT.resolve(".env.example"))) {
            String[] setting = line.split("=", 2);
            if (setting[0].matches("[A-Z0-9_]+_PORT")) {
                int port = Integer.parseInt(setting[1]) + PORT_OFFSET;
                ports.put(setting[0], Integer.toString(port));
            }
        }
        return Map.copyOf(ports);
    }

    /** Every service, as the launcher names it. */
    static final List<String> SERVICES =
            PORTS.keySet().stream()
                    .filter(variable -> !variable.matches("(BROKER|PROMETHEUS|ZIPKIN)_.*"))
                    .map(variable -> variable.replace("_PORT", "").toLowerCase(Locale.ROOT))
                    .map(name -> name.replace('_', '-'))
                    .map(name -> name.equals("web-console") ? name : name + "-service")
                    .sorted()
                    .toList();

    /** Whether the suite is left running for the next run, to save time while writing tests. */
    private static final boolean KEEP = Boolean.getBoolean("suite.keep");

    /** The services of the patterns, each with a broker user of its own. */
    static final List<String> PATTERNS =
            SERVICES.stream().filter(service -> service.endsWith("-service")).toList();

    private final String name;
    final Launcher launcher;
    private String[] currentScales = {};

    /**
     * @param name {@code containers}, {@code cluster}, {@code tls} or {@code processes}
     * @param variables the launcher's environment variables besides the ports
     */
    Suite(String name, Map<String, String> variables) {
        this.name = name;
        Map<String, String> all = new TreeMap<>(PORTS);
        all.putAll(variables);
        this.launcher = new Launcher(Path.of("target", name), all);
    }

    /**
     * Starts the suite, with nothing left of an earlier run unless {@code -Dsuite.keep} asks for
     * it. The mode is given rather than detected, so that the tests which need containers are never
     * left out by surprise.
     */
    static Suite start() {
        Suite suite =
                switch (MODE) {
                    case "containers" -> new ComposeSuite();
                    case "cluster" -> new ClusterSuite();
                    case "tls" -> new TlsSuite();
                    case "processes" -> new NativeSuite();
                    case String other -> throw new IllegalArgumentException("suite.as=" + other);
                };
        if (!KEEP) {
            suite.removeAll();
        }
        suite.up();
        return suite;
    }

    /**
     * Starts what is not running, and returns once everything is ready.
     *
     * @param scales such as {@code work-queue-service=2}; services that are not named run once
     */
    void up(String... scales) {
        currentScales = scales;
        List<String> arguments = new ArrayList<>(List.of("up"));
        arguments.addAll(options());
        for (String scale : scales) {
            arguments.add("--scale");
            arguments.add(scale);
        }
        launcher.patterns(arguments.toArray(String[]::new));
    }

    /** What {@code ./patterns up} is told besides the scales. */
    List<String> options() {
        return List.of();
    }

    /** Starts what has stopped, and leaves the rest as it is. */
    final void upAgain() {
        up(currentScales);
    }

    /** Stops everything, and keeps the messages. */
    void down() {
        launcher.patterns("down");
    }

    /** Stops everything, and deletes the messages too. */
    void removeAll() {
        launcher.patterns("down", "--volumes");
    }

    /** The launcher's status of every instance; fails if one of them is not ready. */
    final String status() {
        return launcher.patterns("status");
    }

    /** Runs {@code rabbitmqctl}. */
    abstract String ctl(String... arguments);

    /** Kills a service or the broker with SIGKILL. */
    abstract void kill(String instance);

    /** Stops a service or the broker with SIGTERM, and returns once it has ended. */
    abstract void terminate(String instance);

    /** Starts it again, and returns once it is ready. */
    void startAgain(String instance) {
        upAgain();
    }

    /** Everything that it has logged since the suite was started, across its restarts. */
    abstract List<String> log(String instance);

    /** Every port on which the suite listens. */
    List<Integer> listeningPorts() {
        return PORTS.values().stream().map(Integer::valueOf).toList();
    }

    /** For tests that inspect or manipulate containers. */
    ComposeSuite inContainers() {
        if (this instanceof ComposeSuite compose) {
            return compose;
        }
        throw new AssertionError(
                "This test needs containers. Exclude it when you set -Dsuite.as=processes without"
                        + " Maven.");
    }

    @Override
    public void close() {
        if (!KEEP) {
            removeAll();
        }
    }

    /** The address of a service, of Prometheus or of Zipkin. */
    static String url(String service) {
        return (TLS ? "https" : "http") + "://127.0.0.1:" + port(service);
    }

    /** The address as the documentation prints it. */
    static String usualUrl(String service) {
        return "http://localhost:" + (Integer.parseInt(port(service)) - PORT_OFFSET);
    }

    private static String port(String service) {
        String variable =
                service.replaceAll("-service$", "").toUpperCase(Locale.ROOT).replace('-', '_')
                        + "_PORT";
        return Objects.requireNonNull(PORTS.get(variable), variable);
    }

    static int amqpPort() {
        return Integer.parseInt(String.valueOf(PORTS.get("BROKER_PORT")));
    }

    static String managementUrl() {
        return "http://127.0.0.1:" + PORTS.get("BROKER_MANAGEMENT_PORT");
    }

    /** The default for development. */
    static String passwordOf(String user) {
        return user + "-development";
    }

    /** Opens a plain connection, as a program in any language would. */
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
        } catch (IOException unreachable) {
            return false;
        }
    }

    static void awaitReady() {
        Await.that("all services are ready", Suite::isReady);
    }

    static boolean isReady() {
        return countReady(SERVICES) == SERVICES.size();
    }

    /**
     * Waits until every service that needs the broker has noticed that it is gone. Orders are taken
     * without it.
     */
    static void awaitNotReady() {
        List<String> needing =
                PATTERNS.stream().filter(service -> !service.equals("order-service")).toList();
        Await.that("no service is ready", () -> countReady(needing) == 0);
    }

    /** Asks all of them at once, because a service without a broker takes seconds to answer. */
    private static long countReady(List<String> services) {
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
