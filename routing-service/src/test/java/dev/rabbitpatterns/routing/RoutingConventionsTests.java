package dev.rabbitpatterns.routing;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class RoutingConventionsTests {

    @Test
    void followsTheConventionsOfTheSuite() {
        Conventions.check(RoutingApplication.class);
    }
}
