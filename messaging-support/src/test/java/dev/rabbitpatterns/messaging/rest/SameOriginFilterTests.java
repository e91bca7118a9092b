package dev.rabbitpatterns.messaging.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.ModelAndView;

class SameOriginFilterTests {

    private final List<Exception> refusals = new ArrayList<>();
    private final SameOriginFilter filter =
            new SameOriginFilter(
                    Set.of("queues.example.org"),
                    (request, response, handler, refusal) -> {
                        refusals.add(refusal);
                        return new ModelAndView();
                    });
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/messages");

    @Test
    void allowsRequestsWithoutAnOrigin() {
        assertThat(passes()).isTrue();
    }

    @Test
    void allowsPagesOfTheSameOrigin() {
        from("http://localhost:8081", "same-origin", "cors");

        assertThat(passes()).isTrue();
    }

    @Test
    void allowsPagesOfTheSameOriginBehindATlsProxy() {
        from("https://queues.example.org", "same-origin", "cors");
        request.setServerName("queues.example.org");
        request.setServerPort(80);

        assertThat(passes()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://localhost:3000",
                "https://localhost",
                "http://127.0.0.1:8081",
                "null",
                "not an origin"
            })
    void refusesPagesOfAnotherOrigin(String origin) {
        from(origin, null, null);

        assertRefused("foreign-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "none"})
    void refusesAForeignFetchSiteEvenWithoutAnOrigin(String site) {
        from(null, site, "no-cors");

        assertRefused("foreign-origin");
    }

    @Test
    void refusesFormsPostedFromAnotherSite() {
        from(null, "cross-site", "navigate");

        assertRefused("foreign-origin");
    }

    @Test
    void allowsFollowingALinkFromAnotherSite() {
        request.setMethod("GET");
        from(null, "cross-site", "navigate");

        assertThat(passes()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0.1", "[::1]", "hello-service", "queues.example.org"})
    void allowsIpAddressesDotlessNamesAndConfiguredHosts(String host) {
        request.setServerName(host);

        assertThat(passes()).isTrue();
    }

    @Test
    void refusesAForeignHost() {
        request.setServerName("rebound.evil.example");

        assertRefused("foreign-host");
    }

    private void from(@Nullable String origin, @Nullable String site, @Nullable String mode) {
        request.setServerName("localhost");
        request.setServerPort(8081);
        header("Origin", origin);
        header("Sec-Fetch-Site", site);
        header("Sec-Fetch-Mode", mode);
    }

    private void header(String name, @Nullable String value) {
        if (value != null) {
            request.addHeader(name, value);
        }
    }

    private boolean passes() {
        MockFilterChain next = new MockFilterChain();
        MockHttpServletResponse response = new MockHttpServletResponse();
        try {
            filter.doFilter(request, response, next);
        } catch (ServletException | IOException e) {
            throw new AssertionError(e);
        }
        assertThat(response.getHeader("X-Frame-Options")).isEqualTo("DENY");
        return next.getRequest() != null;
    }

    private void assertRefused(String type) {
        assertThat(passes()).isFalse();
        assertThat(refusals)
                .singleElement(InstanceOfAssertFactories.type(ProblemException.class))
                .satisfies(problem -> {
                    assertThat(problem.getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
                    assertThat(problem.getBody().getType()).hasToString("urn:problem-type:" + type);
                });
    }
}
