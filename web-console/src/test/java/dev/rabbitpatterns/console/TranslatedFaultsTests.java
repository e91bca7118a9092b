package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The page can say in Chinese whatever a service says is wrong with a request. */
class TranslatedFaultsTests {

    private static final Path TABLE = Path.of("src/main/resources/static/i18n/faults-zh.json");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");
    private static final Pattern COMMENT = Pattern.compile("/\\*(?s:.*?)\\*/|(?m:^\\s*//.*$)");
    private static final String LITERAL = "\"(?:\\\\.|[^\"\\\\\n])*+\"";
    private static final Pattern DOCUMENTATION =
            Pattern.compile("(?:when|example|description) = " + LITERAL);
    private static final Pattern STATEMENT = Pattern.compile("(?:[^;\"]++|" + LITERAL + ")*+;");
    private static final Pattern SENTENCE = Pattern.compile("\\w\\W* \\W*\\w");
    private static final Pattern CONSTRAINT =
            Pattern.compile("import (jakarta\\.validation\\.constraints\\.\\w+);");

    /** Tells a statement whose sentences are answered. */
    private static final Pattern ANSWERS =
            Pattern.compile(
                    "Problem|InvalidValue|HttpStatus|IllegalArgument|MessageConversion|NotReadable"
                            + "|Refused\\(|OutcomeUnknown\\(|fail\\(\\s*\"|fault\\(|invalid\\("
                            + "|FAILED,|Optional\\.of\\(|message\\(\\) default|USAGE =|return \"");

    /** Also in such statements, but for the log, an event or a dead letter only. */
    private static final Set<String> NOT_ANSWERED =
            Set.of(
                    "The broker failed or refused a request: {}",
                    "The database gave no connection: {}",
                    "The database failed during a request: {}",
                    "The text is not an order",
                    "The address of a service must look like http://host:port, but is '%s'",
                    "Nobody waits for the answer any longer",
                    "The request has no reply_to",
                    "reply_to '%s' is not an address that this server answers to",
                    "The request has a correlation_id that no answer can carry",
                    "data: {\"instance\":\"%s\",\"name\":\"%s\",\"data\":%s}\n\n",
                    "are not legal");

    @Test
    void everySentenceOfTheServicesIsTranslated() throws IOException {
        Set<String> sentences =
                sources().stream()
                        .flatMap(source -> STATEMENT.matcher(source).results())
                        .map(MatchResult::group)
                        .filter(ANSWERS.asPredicate())
                        .flatMap(TranslatedFaultsTests::sentencesIn)
                        .filter(sentence -> !NOT_ANSWERED.contains(sentence))
                        .collect(Collectors.toSet());
        Set<String> known =
                table().keySet().stream()
                        .map(sentence -> PLACEHOLDER.matcher(sentence).replaceAll("%"))
                        .collect(Collectors.toSet());

        assertThat(sentences)
                .hasSizeGreaterThan(80)
                .allSatisfy(part ->
                        assertThat(known)
                                .anyMatch(one -> one.contains(part.replaceAll("%[sd]", "%"))));
    }

    @Test
    void everyMessageOfAConstraintOnARequestIsTranslated() throws IOException {
        ResourceBundle messages =
                ResourceBundle.getBundle("org.hibernate.validator.ValidationMessages", Locale.ROOT);
        Set<String> used =
                sources().stream()
                        .filter(source -> !source.contains("Properties(")) // of settings
                        .filter(source -> !source.contains("@interface")) // has its own message
                        .flatMap(source -> CONSTRAINT.matcher(source).results())
                        .map(constraint -> messages.getString(constraint.group(1) + ".message"))
                        .collect(Collectors.toSet());

        assertThat(used).contains("must not be blank").isSubsetOf(table().keySet());
    }

    @Test
    void everyTranslationHasTheValuesOfItsSentence() throws IOException {
        assertThat(table())
                .allSatisfy((sentence, translation) ->
                        assertThat(placeholdersIn(translation))
                                .isEqualTo(placeholdersIn(sentence)));
    }

    @Test
    void noSentenceIsTakenForAnother() throws IOException {
        Set<String> known = table().keySet();

        assertThat(known)
                .allSatisfy(sentence ->
                        assertThat(known.stream().filter(one -> matches(one, sentence)))
                                .first()
                                .isEqualTo(sentence));
    }

    private static boolean matches(String known, String sentence) {
        String regex =
                Stream.of(PLACEHOLDER.split(known, -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".+"));
        return sentence.matches(regex);
    }

    private static Set<String> placeholdersIn(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** Of a sentence that is put together from several literals, each of them. */
    private static Stream<String> sentencesIn(String statement) {
        return Pattern.compile(LITERAL)
                .matcher(statement)
                .results()
                .map(MatchResult::group)
                .map(literal -> literal.substring(1, literal.length() - 1).translateEscapes())
                .map(text -> text.replaceAll("\\\\([{}])", "$1")) // of a message template
                .filter(SENTENCE.asPredicate());
    }

    /** The sources of all modules that answer requests, without comments. */
    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (DirectoryStream<Path> modules =
                Files.newDirectoryStream(
                        Path.of(".."), "{*-service,messaging-support,web-console}")) {
            for (Path module : modules) {
                try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        if (!file.toString().contains("/docs/")) {
                            sources.add(code(Files.readString(file)));
                        }
                    }
                }
            }
        }
        return sources;
    }

    /** Without comments, and without what only the OpenAPI documents say. */
    private static String code(String source) {
        String code = COMMENT.matcher(source).replaceAll("");
        return DOCUMENTATION.matcher(code).replaceAll("");
    }

    private static Map<String, String> table() throws IOException {
        return JsonMapper.shared().readValue(Files.readString(TABLE), new TypeReference<>() {});
    }
}
