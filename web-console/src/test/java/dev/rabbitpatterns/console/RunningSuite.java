package dev.rabbitpatterns.console;

import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The console and all services, each in a process of its own, shared by all tests of this JVM. */
final class RunningSuite {

    static final String CONSOLE = "web-console";

    /** Nothing is there, but links lead there. */
    static final String ZIPKIN = "http://localhost:9411";

    private static final Path PAGES = Path.of("src/main/resources/static/js/patterns/all.js");
    private static final Pattern PAGE = Pattern.compile("\\('([a-z0-9-]+)', ");

    /** Every service that has a page. */
    static final List<String> SERVICES = services();

    /**
     * The defaults suit a person who watches. Tests need shorter waits, and all of a random walk
     * when they reload a page.
     */
    private static final Map<String, Object> FASTER =
            Map.of(
                    "messaging.events.heartbeat",
                    "1s",
                    "messaging.events.history-size",
                    4000,
                    "work-queue.dot",
                    "400ms",
                    "work-queue.first-retry-after",
                    "300ms");

    private static @Nullable RunningSuite suite;
    private static boolean failed;

    private final Map<String, ServiceProcess> processes = new ConcurrentHashMap<>();

    private RunningSuite() {
        RealBroker.get();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-suite"));
        startServices();
        processes.put(CONSOLE, ServiceProcess.start(CONSOLE, consoleProperties()));
    }

    static synchronized RunningSuite get() {
        if (failed) {
            throw new IllegalStateException("The suite did not start; see the first failed test");
        }
        if (suite == null) {
            failed = true;
            suite = new RunningSuite();
            failed = false;
        }
        return suite;
    }

    /** The address of a service or of the console. */
    String url(String name) {
        return process(name).url();
    }

    /** A client of a service or of the console. */
    RestTestClient rest(String name) {
        return process(name).rest();
    }

    /** Kills a service or the console. */
    void kill(String name) throws InterruptedException {
        process(name).kill();
    }

    /** Starts a service or the console again, at the same address. */
    void startAgain(String name) {
        processes.put(name, process(name).startAgain());
    }

    private ServiceProcess process(String name) {
        return Objects.requireNonNull(processes.get(name), name);
    }

    private static List<String> services() {
        try {
            return PAGE.matcher(Files.readString(PAGES))
                    .results()
                    .map(page -> page.group(1) + "-service")
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> consoleProperties() {
        Map<String, Object> properties = new TreeMap<>();
        properties.put("console.heartbeat", "1s");
        properties.put("console.reconnect-after", "500ms");
        properties.put("console.zipkin", ZIPKIN);
        SERVICES.forEach(name -> properties.put("console.services." + name + ".urls", url(name)));
        return properties;
    }

    private void stop() {
        processes.values().forEach(ServiceProcess::close);
    }

    /** Starts one service per processor at a time; more would only slow each other down. */
    private void startServices() {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<ServiceProcess>> starts =
                    SERVICES.stream().map(name -> threads.submit(() -> start(name))).toList();
            for (Future<ServiceProcess> started : starts) {
                started.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("The services did not start", e);
        }
    }

    private ServiceProcess start(String name) {
        ServiceProcess started = ServiceProcess.start(name, FASTER);
        processes.put(name, started);
        return started;
    }
}
