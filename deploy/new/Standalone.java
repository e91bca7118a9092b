import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes a service a project of its own: the sources of the model, the files in {@code standalone} with their @PLACEHOLDERS@ filled,
 * and the part of the broker's definitions that the service needs.
 */
final class Standalone {

    private static final String TEMPLATES = "deploy/new/standalone";
    private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Za-z.-]+)@");

    /** These test the suite's TLS and its other users, which the project does not have. */
    private static final String LEFT_OUT = ".*Tls.*";

    private static final Map<String, String> PLACES =
            Map.of("definitions.json", "broker/definitions.json", "gitignore", ".gitignore");

    private final Suite suite;
    private final Named model;
    private final Named made;
    private final Path folder;
    private final Renaming renaming;
    private final String parent;
    private final String definitions;

    Standalone(Suite suite, Named model, Named made, Path folder) throws IOException {
        this.suite = suite;
        this.model = model;
        this.made = made;
        this.folder = folder;
        this.renaming = NewService.renaming(suite, model, made);
        this.parent = Suite.read(suite.root.resolve("pom.xml"));
        this.definitions = Suite.read(suite.root.resolve("deploy/broker/definitions.json"));
    }

    void make() throws IOException {
        if (folder.startsWith(suite.root)) {
            throw new Suite.Refusal(folder
                    + " is inside this repository; choose a folder outside, or leave out --standalone to make a module.");
        } else if (Files.exists(folder) && !isEmptyFolder()) {
            throw new Suite.Refusal(folder + " is there already, and is not an empty folder; choose another one.");
        }
        Changes changes = new Changes(folder);
        for (Path file : suite.sources(model.service()).toList()) {
            String path = suite.module(model.service()).relativize(file).toString();
            if (path.startsWith("src/") && !path.matches(LEFT_OUT)) {
                changes.put(renaming.of(path), renaming.of(Suite.read(file)));
            }
        }
        Map<String, String> values = values();
        for (Path template : suite.sources(TEMPLATES).toList()) {
            String name = template.getFileName().toString();
            changes.put(PLACES.getOrDefault(name, name), filled(Suite.read(template), values));
        }
        for (String file : List.of("fill-definitions", "rabbitmq.conf")) {
            changes.put("broker/" + file, Suite.read(suite.root.resolve("deploy/broker").resolve(file)));
        }
        changes.write();
        System.out.printf("Made a project from %s in %s: read its README.md first.%n", model.service(), folder);
    }

    private boolean isEmptyFolder() throws IOException {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        values.put("NAME", made.name());
        values.put("SERVICE", made.service());
        values.put("CONSTANT", made.constant());
        values.put("PREFIX", made.prefix());
        values.put("PACKAGE", made.packageName());
        values.put("TITLE", made.title());
        values.put("DESTINATION", made.destination());
        values.put("PORT", Integer.toString(made.port()));
        values.put("MODEL", model.service());
        values.put("BOOT", first("<artifactId>spring-boot-starter-parent</artifactId>\\s*<version>([^<]+)<", parent));
        values.put("VERSION", first("<artifactId>rabbitmq-patterns</artifactId>\\s*<version>([^<]+)<", parent));
        String pom = Suite.read(suite.module(model.service()).resolve("pom.xml"));
        values.put("DEPENDENCIES", first("(?s)(  <dependencies>.*</dependencies>)", pom));
        values.put("PERMISSION", definition("\"user\": \"" + model.name() + "\""));
        values.put("POLICIES", policies());
        return values;
    }

    private String policies() {
        if (!suite.hasQueue(model)) {
            return "";
        }
        String queues = "^" + made.destination() + "\\\\\\\\.(dead|retry\\\\\\\\..+)\\$";
        return definition("\"name\": \"set-aside\"").replaceFirst("(?<=\"pattern\": \").*(?=\")", queues)
                + ",\n" + definition("\"name\": \"" + model.name() + "\",\n");
    }

    /** An object in the suite's definitions, with the new names. */
    private String definition(String part) {
        return Arrays.stream(definitions.split(NewService.OBJECT))
                .filter(object -> object.contains(part))
                .map(NewService::objectIn)
                .map(renaming::ofEntry)
                .findFirst()
                .orElseThrow();
    }

    /** A placeholder like @therapi.version@ is a property of the suite's POM. */
    private String filled(String template, Map<String, String> values) {
        return PLACEHOLDER.matcher(template).replaceAll(placeholder -> {
            String name = placeholder.group(1);
            String value = values.containsKey(name) ? values.get(name) : first("<" + Pattern.quote(name) + ">([^<]+)<", parent);
            return Matcher.quoteReplacement(value);
        });
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).findFirst().orElseThrow();
    }
}
