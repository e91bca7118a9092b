import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes a service out of another one: copies its module, and wherever the suite lists its services, the entry of the one becomes an
 * entry of the other. Or makes a project of its own, outside this repository; see {@link Standalone}.
 *
 * <pre>
 *   java deploy/new/NewService.java NAME MODEL PORT FOLDER
 * </pre>
 *
 * The port and the folder may be empty. {@code ./patterns new} calls it.
 */
public final class NewService {

    // How a file is split into parts, each of which may be the entry of a service.
    private static final String LINE = "(?<=\n)";
    private static final String PARAGRAPH = "(?<=\n\n)";
    private static final String DOCUMENT = "(?m)(?=^---\n)";
    private static final String DEPENDENCY = "(?=    <dependency>\n)";
    static final String OBJECT = "(?m)(?=^    \\{)"; // of JSON
    private static final String KEY = "(?m)(?=^ {0,2}\\S|^$)"; // of YAML, with all that is indented more
    private static final String INNER_KEY = "(?m)(?=^ {0,4}\\S|^$)";

    private final Suite suite;
    private final Named model;
    private final Named made;
    private final Renaming renaming;
    private final Changes changes;

    public static void main(String... arguments) {
        String folder = arguments[3];
        try {
            Suite suite = new Suite(Path.of("").toAbsolutePath());
            Named model = suite.find(arguments[1]);
            Named made = suite.free(arguments[0], arguments[2]);
            if (folder.isEmpty()) {
                new NewService(suite, model, made).make();
            } else {
                new Standalone(suite, model, made, Path.of(folder).toAbsolutePath().normalize()).make();
            }
        } catch (Suite.Refusal refusal) {
            System.err.println(refusal.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("Nothing has been made: " + e);
            System.exit(1);
        }
    }

    private NewService(Suite suite, Named model, Named made) {
        this.suite = suite;
        this.model = model;
        this.made = made;
        this.renaming = renaming(suite, model, made);
        this.changes = new Changes(suite.root);
    }

    /** Refuses a name that would mean something else in the copied sources, where SpringApplication is one of Spring's. */
    static Renaming renaming(Suite suite, Named model, Named made) {
        Map<String, String> sources = suite.sources(model.service())
                .filter(file -> file.toString().endsWith(".java"))
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(".java", ""), Suite::read, String::concat, TreeMap::new));
        List<String> classes = sources.keySet().stream().filter(type -> type.startsWith(model.prefix())).toList();
        String all = String.join("\n", sources.values());
        for (String type : classes) {
            String renamed = made.prefix() + type.substring(model.prefix().length());
            if (Pattern.compile("\\b" + renamed + "\\b").matcher(all).find()) {
                throw new Suite.Refusal("'" + made.name() + "' would need a class " + renamed + ", but " + model.service()
                        + " already uses another of this name; choose another name.");
            }
        }
        boolean hasProperties = all.contains("@ConfigurationProperties(\"" + model.name() + "\")");
        List<String> kept = suite.namesInTheLibrary(model.name());
        return new Renaming(model, made, classes, hasProperties, kept, suite.hasQueue(model));
    }

    private void make() throws IOException {
        boolean isScalable = changes.read("docker-compose.yml").contains("\n  " + model.name() + "-worker:");
        copyFolder(model.service(), made.service(), renaming::of);
        String pom = made.service() + "/pom.xml";
        changes.put(pom, changes.read(pom).replaceFirst("<name>.*</name>", "<name>" + made.title() + "</name>"));
        enterInTheBuild();
        enterInTheBroker();
        enterInContainers(isScalable);
        enterInKubernetes(isScalable);
        enterInTheConsole();
        enterInDocuments();
        changes.write();
        System.out.printf("Made %s from %s: port %d, user and %s '%s' of the broker.%n",
                made.service(), model.service(), made.port(), suite.hasQueue(model) ? "queue" : "exchange", made.destination());
    }

    private void enterInTheBuild() throws IOException {
        copy("pom.xml", LINE, "<module>NAME-service<");
        copy("coverage/pom.xml", DEPENDENCY, "<artifactId>NAME-service<");
        copy("web-console/pom.xml", DEPENDENCY, "<artifactId>NAME-service<");
        copy("deploy/rehearse", LINE, "^ +NAME-service\\)");
        copy(".vscode/launch.json", LINE, "\"name\": \"NAME-service\"");
        replace(".vscode/launch.json", "(, \"web-console\"\\])", ", \"" + made.service() + "\"$1");
    }

    private void enterInTheBroker() throws IOException {
        String file = "deploy/broker/definitions.json";
        copyObject(file, "\"name\": \"NAME\", \"password\"");
        copyObject(file, "\"user\": \"NAME\"");
        if (suite.hasQueue(model)) {
            copyObject(file, "\"name\": \"NAME\",\n      \"vhost\"");
            setAside(file, "\\\\");
        }
    }

    /** Dead letters and retries of the new queue are bounded as those of the model are. */
    private void setAside(String file, String backslash) throws IOException {
        String queue = model.destination();
        String others = "(?:[|][a-z0-9_.\\\\-]+)*\\)" + Pattern.quote(backslash + ".dead|");
        replace(file, "([(|]" + queue + ")(" + others + ")", "$1|" + made.destination() + "$2");
        String retries = "|" + queue + backslash + ".retry" + backslash + "..+";
        String text = changes.read(file);
        changes.put(file, text.replace(retries, retries + retries.replace(queue, made.destination())));
    }

    private void enterInContainers(boolean isScalable) throws IOException {
        copy(".env.example", LINE, "^CONST_PASSWORD=");
        copy(".env.example", LINE, "^CONST_PORT=");
        copy("docker-compose.yml", LINE, "^ +CONST_PASSWORD: ");
        copy("docker-compose.yml", LINE, "^ +CONST_URL: ");
        copy("docker-compose.yml", PARAGRAPH, "^  NAME-(?:service|worker):");
        copy("deploy/compose.tls.yml", LINE, "^ +CONST_URL: ");
        for (String overlay : List.of("cluster", "observe", "tls")) {
            copy("deploy/compose." + overlay + ".yml", KEY, "^  NAME-(?:service|worker):");
        }
        copy("deploy/observe/prometheus.yml", LINE, "- NAME-service:8080");
        if (isScalable) {
            replace("deploy/observe/prometheus.yml", "(names: \\[[a-z0-9, -]+-worker)\\]", "$1, " + made.name() + "-worker]");
        }
    }

    private void enterInKubernetes(boolean isScalable) throws IOException {
        copyFolder("deploy/kubernetes/" + model.name(), "deploy/kubernetes/" + made.name(), renaming::ofEntry);
        copy("deploy/kubernetes/kustomization.yaml", LINE, "^  - NAME$");
        copy("deploy/kubernetes/console/kustomization.yaml", LINE, "name: CONST_URL,");
        if (suite.hasQueue(model)) {
            copy("deploy/kubernetes/broker/policies.yaml", DOCUMENT, "^  name: NAME$");
            setAside("deploy/kubernetes/broker/policies.yaml", "\\");
        }
        if (isScalable) {
            copy("deploy/kubernetes/scaling.yaml", DOCUMENT, "^  name: NAME-service$");
        }
    }

    /** The page needs one line: the pattern with the new names. Refusals that have one of the names in them need their translations. */
    private void enterInTheConsole() throws IOException {
        copy("web-console/src/main/resources/application.yml", INNER_KEY, "^    NAME-service:");
        copy("web-console/src/main/resources/static/js/patterns/all.js", LINE, "\\('NAME', ");
        String faults = "web-console/src/main/resources/static/i18n/faults-zh.json";
        changes.put(faults, changes.read(faults).lines()
                .map(line -> renaming.of(line).equals(line) ? line : withComma(renaming.of(line)) + "\n" + line)
                .collect(Collectors.joining("\n", "", "\n")));
    }

    private void enterInDocuments() throws IOException {
        for (String readme : List.of("README.md", "README.zh.md")) {
            copy(readme, LINE, "^\\| \\[NAME-service\\]");
            replace(readme, "(?m)(^\\| (?:`[a-z0-9-]+-service`(, |、)?)+)( \\|)", "$1$2`" + made.service() + "`$3");
        }
        String item = "{\n    \"name\" : \"";
        copySorted("docs/api/patterns.http", "\n\n### ", "\n\n### ", "\n");
        copySorted("docs/api/patterns.postman_collection.json", "\"item\" : [ " + item, "\n  }, " + item, "\n  } ]\n}\n");
    }

    /** These files have the services in the order of their names. */
    private void copySorted(String file, String begin, String between, String end) throws IOException {
        String text = changes.read(file);
        int from = text.indexOf(begin) + begin.length();
        String all = text.substring(from, text.lastIndexOf(end));
        List<String> parts = new ArrayList<>(List.of(all.split(Pattern.quote(between))));
        parts.addAll(parts.stream().filter(part -> part.startsWith(model.service())).map(renaming::of).toList());
        parts.sort((one, other) -> nameOf(one).compareTo(nameOf(other)));
        changes.put(file, text.substring(0, from) + String.join(between, parts) + end);
    }

    private static String nameOf(String part) {
        return part.split("[:\"]", 2)[0];
    }

    private void copyFolder(String from, String to, UnaryOperator<String> renamed) throws IOException {
        for (Path file : suite.sources(from).toList()) {
            String path = suite.root.resolve(from).relativize(file).toString();
            changes.put(to + "/" + renaming.of(path), renamed.apply(Suite.read(file)));
        }
    }

    /** Copies the entries of the model, and puts them after the last entry of any service. */
    private void copy(String file, String split, String entry) throws IOException {
        List<String> parts = new ArrayList<>(List.of(changes.read(file).split(split)));
        List<String> copies = parts.stream().filter(part -> is(entry, part, model.name())).map(renaming::ofEntry).toList();
        if (copies.isEmpty()) {
            throw new Suite.Refusal(file + " has no entry of " + model.service() + " to copy; start from another service.");
        }
        int end = parts.size();
        while (!is(entry, parts.get(end - 1), String.join("|", suite.names()))) {
            end--;
        }
        parts.addAll(end, copies);
        changes.put(file, String.join("", parts));
    }

    private static boolean is(String entry, String part, String names) {
        String constants = names.toUpperCase(Locale.ROOT).replace('-', '_');
        String pattern = entry.replace("NAME", "(?:" + names + ")").replace("CONST", "(?:" + constants + ")");
        return Pattern.compile("(?m)" + pattern).matcher(part).find();
    }

    /** The same in JSON, where the last entry has no comma; so the copy goes before the model. */
    private void copyObject(String file, String entry) throws IOException {
        changes.put(file, Arrays.stream(changes.read(file).split(OBJECT))
                .map(part -> is(entry, part, model.name()) ? withComma(renaming.ofEntry(objectIn(part))) + "\n" + part : part)
                .collect(Collectors.joining()));
    }

    static String objectIn(String part) {
        Pattern object = Pattern.compile("^    \\{(?: .*\\}|\n(?:      .*\n)+    \\})");
        return object.matcher(part).results().findFirst().map(MatchResult::group).orElseThrow();
    }

    private static String withComma(String entry) {
        return entry.endsWith(",") ? entry : entry + ",";
    }

    private void replace(String file, String what, String by) throws IOException {
        String text = changes.read(file);
        String replaced = text.replaceFirst(what, by);
        if (replaced.equals(text)) {
            throw new Suite.Refusal(file + " has no list of all services as it used to have.");
        }
        changes.put(file, replaced);
    }
}
