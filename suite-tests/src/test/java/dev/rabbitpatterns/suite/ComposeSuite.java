package dev.rabbitpatterns.suite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The suite in containers, started by the launcher from the compose file. */
class ComposeSuite extends Suite {

    private static final String PROJECT = "rabbitmq-patterns-suite-tests";

    private static final String NETWORK = PROJECT + "_default";
    private static final Pattern FURTHER_INSTANCE = Pattern.compile("(.+)-service-(\\d+)");

    /** The logs of containers that were removed. */
    private final Map<String, List<String>> removed = new HashMap<>();

    ComposeSuite() {
        this("containers");
    }

    ComposeSuite(String name) {
        super(
                name,
                Map.of(
                        "COMPOSE_PROJECT_NAME",
                        PROJECT,
                        "COMPOSE_FILE",
                        ROOT.resolve("docker-compose.yml").toString(),
                        "LOGIN_PASSWORD",
                        TlsSuite.PASSWORD));
        requireDocker();
    }

    /** Without Docker, the launcher would start processes instead. */
    private static void requireDocker() {
        String check = "docker info && docker compose version";
        if (new Shell(ROOT, Map.of()).attempt("sh", "-c", check).exitCode() != 0) {
            throw new IllegalStateException(
                    "No Docker engine with Compose answers. Start one, or test the suite as processes:"
                            + " -Dsuite.as=processes");
        }
    }

    @Override
    List<String> options() {
        return List.of("--observe");
    }

    @Override
    void down() {
        compose("stop");
        SERVICES.forEach(service -> removed.put(service, log(service)));
        super.down();
    }

    /** Removes the images too, which the launcher keeps. */
    @Override
    void removeAll() {
        super.removeAll();
        compose("down", "--rmi", "local");
    }

    @Override
    String ctl(String... arguments) {
        return compose(
                Stream.concat(
                                Stream.of("exec", "--no-TTY", BROKER, "rabbitmqctl"),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Override
    void kill(String instance) {
        docker("kill", containerOf(instance));
        docker("wait", containerOf(instance));
    }

    @Override
    void terminate(String instance) {
        docker("stop", "--time", "60", containerOf(instance));
    }

    @Override
    void startAgain(String instance) {
        docker("start", containerOf(instance));
        Await.that(
                instance + " is healthy",
                () ->
                        docker(
                                        "inspect",
                                        "--format",
                                        "{{.State.Health.Status}}",
                                        containerOf(instance))
                                .strip()
                                .equals("healthy"));
    }

    @Override
    List<String> log(String instance) {
        List<String> log = new ArrayList<>(removed.getOrDefault(instance, List.of()));
        docker("logs", containerOf(instance)).lines().forEach(log::add);
        return log;
    }

    /** work-queue-service-2 is the first work-queue-worker. */
    static String containerOf(String instance) {
        Matcher further = FURTHER_INSTANCE.matcher(instance);
        return further.matches()
                ? PROJECT
                        + "-"
                        + further.group(1)
                        + "-worker-"
                        + (Integer.parseInt(further.group(2)) - 1)
                : PROJECT + "-" + instance + "-1";
    }

    /** Cuts a container off the network, without its peers being told. */
    void disconnect(String instance) {
        docker("network", "disconnect", NETWORK, containerOf(instance));
    }

    /** Connects a container again, under the name by which the others know it. */
    void reconnect(String instance) {
        docker("network", "connect", "--alias", instance, NETWORK, containerOf(instance));
    }

    /** Connects and starts a container unless it is. */
    void repair(String instance) {
        String networks = "{{len .NetworkSettings.Networks}}";
        if (docker("inspect", "--format", networks, containerOf(instance)).strip().equals("0")) {
            reconnect(instance);
        }
        startAgain(instance);
    }

    String docker(String... arguments) {
        return runWith(Stream.of("docker"), arguments);
    }

    private String compose(String... arguments) {
        return runWith(Stream.of("docker", "compose"), arguments);
    }

    private String runWith(Stream<String> program, String... arguments) {
        return launcher.run(Stream.concat(program, Stream.of(arguments)).toArray(String[]::new));
    }
}
