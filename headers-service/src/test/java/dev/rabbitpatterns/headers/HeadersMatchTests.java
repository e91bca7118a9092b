package dev.rabbitpatterns.headers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadersMatchTests {

    @Test
    void allNeedsEveryHeader() {
        HeadersMatch match = match("all", Map.of("a", 1, "b", "2"));

        assertThat(match.matches(Map.of("a", 1, "b", "2", "c", true))).isTrue();
        assertThat(match.matches(Map.of("a", 1))).isFalse();
        assertThat(match.matches(Map.of())).isFalse();
    }

    @Test
    void anyNeedsOneHeader() {
        HeadersMatch match = match("any", Map.of("a", 1, "b", "2"));

        assertThat(match.matches(Map.of("b", "2"))).isTrue();
        assertThat(match.matches(Map.of("a", 2, "b", 2))).isFalse();
        assertThat(match.matches(Map.of())).isFalse();
    }

    @Test
    void comparesNumbersByValue() {
        HeadersMatch one = match("all", Headers.valueOf("{\"a\":1}"));

        assertThat(one.matches(Headers.valueOf("{\"a\":1.0}"))).isTrue();
        assertThat(one.matches(Headers.valueOf("{\"a\":1.5}"))).isFalse();
        assertThat(one.matches(Headers.valueOf("{\"a\":\"1\"}"))).isFalse();
    }

    @Test
    void comparesXHeadersOnlyInTheWithXVariants() {
        assertThat(match("all", Map.of("x-a", 1)).matches(Map.of())).isTrue();
        assertThat(match("all-with-x", Map.of("x-a", 1)).matches(Map.of())).isFalse();
        assertThat(match("any", Map.of("x-a", 1)).matches(Map.of("x-a", 1))).isFalse();
        assertThat(match("any-with-x", Map.of("x-a", 1)).matches(Map.of("x-a", 1))).isTrue();
    }

    private static HeadersMatch match(String how, Map<String, Object> headers) {
        Map<String, Object> arguments = new java.util.HashMap<>(headers);
        arguments.put("x-match", how);
        return new HeadersMatch(arguments);
    }
}
