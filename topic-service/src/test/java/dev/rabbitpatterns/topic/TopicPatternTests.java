package dev.rabbitpatterns.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTests {

    @ParameterizedTest
    @CsvSource({
        "kern.critical, kern.critical, true",
        "kern.critical, kern,          false",
        "kern.*,        kern.critical, true",
        "kern.*,        kern,          false",
        "kern.*,        kern.a.b,      false",
        "kern.*,        kern.,         true",
        "*,             '',            false",
        "#,             '',            true",
        "#,             a.b.c,         true",
        "#.a,           a,             true",
        "#.a,           b.a,           true",
        "a.#,           a,             true",
        "a.#.b,         a.b,           true",
        "a.#.b,         a.x.y.b,       true",
        "a.#.b,         a.x.y,         false",
        "*.#,           a,             true",
        "#.*,           '',            false",
        "#.#,           '',            true",
        "*.*.*,         a.b,           false",
        "a*,            ab,            false",
        "a*,            a*,            true",
        "a..b,          a..b,          true",
        "a.*.b,         a..b,          true",
        "'',            '',            true",
        "'',            a,             false",
    })
    void aStarMatchesOneWordAndAHashAnyNumber(String pattern, String key, boolean matches) {
        assertThat(new TopicPattern(pattern).matches(key)).isEqualTo(matches);
    }

    @Test
    void aPatternOfManyHashesIsMatchedQuickly() {
        TopicPattern pattern = new TopicPattern("#.a.".repeat(60) + "b");

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(pattern.matches("a.".repeat(120) + "c")).isFalse());
    }
}
