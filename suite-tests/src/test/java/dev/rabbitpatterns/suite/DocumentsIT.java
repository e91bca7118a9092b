package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation points at is there. */
@NeedsContainers
class DocumentsIT {

    /** A link to a file. GitHub's pages of a repository are beside its files. */
    private static final Pattern LINK =
            Pattern.compile("\\]\\((?!https?:|#|[.][.]/[.][.]/actions/)([^)#]+)[^)]*\\)");

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Tests))(?:[.](\\w+))?`");
    private static final Pattern CODE = Pattern.compile("```([^`]+)```");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#+) ");
    private static final Pattern ROW = Pattern.compile("(?m)^([|]) ");
    private static final Pattern MAIN_CLASS = Pattern.compile("\"mainClass\": \"([\\w.]+)\"");
    private static final Pattern GENERATED =
            Pattern.compile("(^|/)(target|node_modules|[.][^/]+)(/|$)");

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        for (Path document : files(".md")) {
            Path folder = document.resolveSibling("");
            assertThat(find(LINK, document).map(link -> folder.resolve(link.group(1))))
                    .as("links of %s", document)
                    .allSatisfy(target -> assertThat(target).exists());
        }
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<Path> sources = files("IT.java", "Tests.java");
        for (Path document : files(".md")) {
            assertThat(find(TEST, document))
                    .as("tests in %s", document)
                    .allSatisfy(
                            named -> assertThat(sources).anyMatch(source -> has(source, named)));
        }
    }

    @Test
    void theChineseReadmeHasTheCommandsLinksAndTablesOfTheEnglishOne() {
        Path english = Suite.ROOT.resolve("README.md");
        Path chinese = Suite.ROOT.resolve("README.zh.md");
        for (Pattern part : List.of(CODE, LINK, HEADING, ROW)) {
            assertThat(find(part, chinese).map(DocumentsIT::withoutComments))
                    .as(part.pattern())
                    .isNotEmpty()
                    .containsExactlyElementsOf(
                            find(part, english).map(DocumentsIT::withoutComments).toList());
        }
    }

    @Test
    void anIdeRunsEveryService() throws IOException {
        assertThat(find(MAIN_CLASS, Suite.ROOT.resolve(".vscode/launch.json")))
                .map(main -> main.group(1).replace('.', '/') + ".java")
                .hasSize(Suite.SERVICES.size())
                .allSatisfy(main ->
                        assertThat(files("Application.java"))
                                .anyMatch(source -> source.endsWith(main)));
    }

    /** Comments are translated, and so is what stands beside the beginning of a row. */
    private static String withoutComments(MatchResult part) {
        return part.group(1).replaceAll("(?m) +# .*$", "");
    }

    private static boolean has(Path source, MatchResult named) {
        String test = named.group(2);
        return source.endsWith(named.group(1) + ".java")
                && (test == null || text(source).contains("void " + test + "("));
    }

    private static Stream<MatchResult> find(Pattern pattern, Path document) {
        return pattern.matcher(text(document)).results();
    }

    private static String text(Path file) {
        return String.join("\n", Suite.lines(file));
    }

    private static List<Path> files(String... endings) throws IOException {
        try (Stream<Path> all = Files.walk(Suite.ROOT)) {
            List<Path> found =
                    all.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                            .filter(file ->
                                    !GENERATED
                                            .matcher(Suite.ROOT.relativize(file).toString())
                                            .find())
                            .toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }
}
