package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class HelloConventionsTests {

    @Test
    void followsTheConventionsOfTheSuite() {
        Conventions.check(HelloApplication.class);
    }
}
