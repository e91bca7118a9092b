package dev.rabbitpatterns.headers;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class HeadersConventionsTests {

    @Test
    void followsTheConventionsOfTheSuite() {
        Conventions.check(HeadersApplication.class);
    }
}
