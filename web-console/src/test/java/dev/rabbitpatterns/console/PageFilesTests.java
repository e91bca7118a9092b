package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Checks the page's files without a browser. */
class PageFilesTests {

    private static final Path PAGE = Path.of("src/main/resources/static");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");
    private static final Pattern TEXT_KEY = Pattern.compile("\\b(?:t|maybe)\\('([\\w.-]+)'");
    private static final int MAX_LINES = 250;

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(PAGE.resolve("js"))) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void noScriptTurnsTextIntoHtmlOrCode(Path script) throws IOException {
        assertThat(Files.readString(script))
                .doesNotContain(
                        "innerHTML",
                        "outerHTML",
                        "insertAdjacentHTML",
                        "document.write",
                        "DOMParser",
                        "setHTML",
                        "eval(",
                        "new Function",
                        "javascript:");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void everyScriptIsShortAndBeginsWithAComment(Path script) throws IOException {
        List<String> lines = Files.readAllLines(script);

        assertThat(lines).hasSizeLessThanOrEqualTo(MAX_LINES);
        assertThat(lines.getFirst()).startsWith("/**");
    }

    @Test
    void thePageHasNothingInlineAndNothingExternal() throws IOException {
        assertThat(Files.readString(PAGE.resolve("index.html")))
                .doesNotContain("style=", "<style", "onclick", "onload", "//")
                .doesNotContainPattern("<script(?![^>]* src=)");
    }

    @Test
    void everyLanguageHasTheSameKeysAndPlaceholders() throws IOException {
        assertThat(placeholdersIn("zh")).isEqualTo(placeholdersIn("en"));
    }

    @Test
    void everyTextThatAScriptUsesExists() throws IOException {
        Set<String> used = new TreeSet<>();
        for (Path script : scripts().toList()) {
            TEXT_KEY.matcher(Files.readString(script))
                    .results()
                    .map(key -> key.group(1))
                    .forEach(used::add);
        }
        assertThat(used).hasSizeGreaterThan(100).isSubsetOf(texts("en").keySet());
    }

    private static Map<String, List<String>> placeholdersIn(String language) throws IOException {
        return texts(language).entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                entry ->
                                        PLACEHOLDER
                                                .matcher(entry.getValue())
                                                .results()
                                                .map(MatchResult::group)
                                                .sorted()
                                                .toList(),
                                (one, other) -> one,
                                TreeMap::new));
    }

    private static Map<String, String> texts(String language) throws IOException {
        return JsonMapper.shared()
                .readValue(
                        Files.readString(PAGE.resolve("i18n").resolve(language + ".json")),
                        new TypeReference<>() {});
    }
}
