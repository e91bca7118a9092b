import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** What is there already: the services, and the names and ports that are taken. */
final class Suite {

    static final String PACKAGES = "java/dev/rabbitpatterns/";

    private static final Pattern DESTINATION = Pattern.compile("static final String (QUEUE|EXCHANGE) = \"([^\"]+)\"");
    private static final Pattern PORT = Pattern.compile("(?m)^([A-Z0-9_]+)_PORT=(\\d+)$");
    private static final int MAX_LENGTH = 30;

    /** Of services that are planned. */
    private static final List<Integer> KEPT_PORTS = List.of(8088, 8089, 8090);

    /** These mean something else to the launcher, or as the beginning of a property. */
    private static final String OTHERS =
            "(broker|prometheus|zipkin)(-.*)?|debug|erlang|info|logging|management|patterns|server|spring|springdoc|trace";

    final Path root;
    private final String settings;

    Suite(Path root) throws IOException {
        this.root = root;
        this.settings = Files.readString(root.resolve(".env.example"));
    }

    /** Says in a sentence why nothing is made. */
    @SuppressWarnings("serial")
    static final class Refusal extends RuntimeException {
        Refusal(String reason) {
            super(reason);
        }
    }

    /** The services, without the console. */
    List<String> names() {
        return PORT.matcher(settings).results()
                .map(match -> match.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
                .filter(name -> Files.exists(module(name + "-service").resolve("pom.xml")))
                .toList();
    }

    Path module(String service) {
        return root.resolve(service);
    }

    /** The service of this name. */
    Named find(String given) {
        String name = given.replaceAll("-service$", "");
        if (!names().contains(name)) {
            throw new Refusal(
                    "There is no " + name + "-service to start from; choose one of: " + String.join(", ", names()) + ".");
        }
        Path application = sources(name + "-service")
                .filter(file -> file.toString().endsWith("Application.java"))
                .findFirst()
                .orElseThrow();
        return new Named(
                name,
                application.getParent().getFileName().toString(),
                application.getFileName().toString().replace("Application.java", ""),
                destination(name).group(2),
                ports().get(names().indexOf(name)));
    }

    boolean hasQueue(Named service) {
        return destination(service.name()).group(1).equals("QUEUE");
    }

    private MatchResult destination(String name) {
        return topologies(List.of(name))
                .flatMap(file -> DESTINATION.matcher(read(file)).results())
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        name + "-service cannot be copied: its topology has neither a QUEUE nor an EXCHANGE."));
    }

    private Stream<Path> topologies(List<String> names) {
        return names.stream()
                .flatMap(name -> sources(name + "-service"))
                .filter(file -> file.toString().endsWith("Topology.java"));
    }

    private List<Integer> ports() {
        return names().stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replace('-', '_'))
                .map(constant -> PORT.matcher(settings).results()
                        .filter(match -> match.group(1).equals(constant))
                        .map(match -> Integer.valueOf(match.group(2)))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    /** A name and a port that are free. */
    Named free(String name, String port) {
        if (!name.matches("[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*")) {
            throw new Refusal("'" + name + "' is no name for a service: it takes lower-case letters, digits and hyphens,"
                    + " and each of its words begins with a letter.");
        } else if (name.matches(".*-(service|worker)|service|worker")) {
            throw new Refusal(
                    "'" + name + "' is no name for a service: leave out the ending, for example invoices for invoices-service.");
        } else if (name.length() > MAX_LENGTH) {
            throw new Refusal("'" + name + "' is too long: a name has at most " + MAX_LENGTH + " characters.");
        }
        Named service = Named.withUsualNames(name, freePort(port));
        if (SourceVersion.isKeyword(service.packageName())) {
            throw new Refusal("'" + name + "' is a word of Java, so it cannot be the name of a package; choose another name.");
        } else if (isTaken(service)) {
            throw new Refusal("'" + name + "' is taken; choose another name.");
        }
        return service;
    }

    private int freePort(String wanted) {
        TreeSet<Integer> taken = new TreeSet<>(KEPT_PORTS);
        PORT.matcher(settings).results().forEach(match -> taken.add(Integer.valueOf(match.group(2))));
        if (wanted.isEmpty()) {
            return IntStream.rangeClosed(8081, 65535).filter(port -> !taken.contains(port)).findFirst().orElseThrow();
        }
        int port = wanted.matches("\\d{4,5}") ? Integer.parseInt(wanted) : 0;
        if (port < 1024 || port > 65535) {
            throw new Refusal("'" + wanted + "' is no port for a service: choose a number from 1024 to 65535.");
        } else if (taken.contains(port)) {
            throw new Refusal("Port " + port + " is taken; leave out --port to get the next one that is free.");
        }
        return port;
    }

    private boolean isTaken(Named service) {
        String compose = read(root.resolve("docker-compose.yml"));
        return service.name().matches(OTHERS)
                || Stream.of(service.service(), service.name()).anyMatch(name -> Files.exists(module(name)))
                || Files.exists(root.resolve("deploy/kubernetes").resolve(service.name()))
                || Pattern.compile("(?m)^" + service.constant() + "_(PASSWORD|PORT)=").matcher(settings).find()
                || Pattern.compile("(?m)^  " + service.name() + "(-service|-worker)?:$").matcher(compose).find()
                || read(root.resolve("deploy/broker/definitions.json")).contains("\"name\": \"" + service.name() + "\"")
                || topologies(names()).anyMatch(file -> read(file).contains("\"" + service.destination() + "\""))
                || packages().anyMatch(folder -> folder.endsWith(PACKAGES + service.packageName()));
    }

    private Stream<Path> packages() {
        return list(root).stream()
                .map(module -> module.resolve("src/main/" + PACKAGES))
                .filter(Files::isDirectory)
                .flatMap(folder -> list(folder).stream());
    }

    /** Such as the metric rpc.client.dropped, which is the library's and not rpc-service's. */
    List<String> namesInTheLibrary(String prefix) {
        Pattern name = Pattern.compile("\"(" + prefix + "[.][^\"]+)\"");
        return sources("messaging-support/src/main")
                .flatMap(file -> name.matcher(read(file)).results())
                .map(found -> found.group(1))
                .toList();
    }

    /** The files of a module, without what a build or an IDE has made of them. */
    Stream<Path> sources(String service) {
        try (Stream<Path> files = Files.walk(module(service))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !module(service).relativize(file).toString().matches("(target|[.]).*"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
