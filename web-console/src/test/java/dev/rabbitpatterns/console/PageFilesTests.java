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

/** What can be said of the page's files without a browser. */
class PageFilesTests {

    private static final Path PAGE = Path.of("src/main/resources/static");
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");
    private static final Pattern WORDS = Pattern.compile("\\b(?:t|maybe)\\('([\\w.-]+)'");
    private static final int LINES = 250;

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(PAGE.resolve("js"))) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void noScriptTurnsATextIntoHtmlOrCode(Path script) throws IOException {
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
    void everyScriptIsSmallAndSaysWhatItIs(Path script) throws IOException {
        List<String> lines = Files.readAllLines(script);

        assertThat(lines).hasSizeLessThanOrEqualTo(LINES);
        assertThat(lines.getFirst()).startsWith("/**");
    }

    @Test
    void thePageHasNothingInlineAndNothingForeign() throws IOException {
        assertThat(Files.readString(PAGE.resolve("index.html")))
                .doesNotContain("style=", "<style", "onclick", "onload", "//")
                .doesNotContainPattern("<script(?![^>]* src=)");
    }

    @Test
    void everyLanguageHasTheSameWordsWithTheSamePlaces() throws IOException {
        assertThat(placesIn("zh")).isEqualTo(placesIn("en"));
    }

    @Test
    void everyWordThatAScriptAsksForIsThere() throws IOException {
        Set<String> asked = new TreeSet<>();
        for (Path script : scripts().toList()) {
            WORDS.matcher(Files.readString(script))
                    .results()
                    .map(word -> word.group(1))
                    .forEach(asked::add);
        }
        assertThat(asked).hasSizeGreaterThan(100).isSubsetOf(words("en").keySet());
    }

    private static Map<String, List<String>> placesIn(String language) throws IOException {
        return words(language).entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                entry ->
                                        PLACE.matcher(entry.getValue())
                                                .results()
                                                .map(MatchResult::group)
                                                .sorted()
                                                .toList(),
                                (one, other) -> one,
                                TreeMap::new));
    }

    private static Map<String, String> words(String language) throws IOException {
        return JsonMapper.shared()
                .readValue(
                        Files.readString(PAGE.resolve("i18n").resolve(language + ".json")),
                        new TypeReference<>() {});
    }
}
