package dev.rabbitpatterns.order;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class OrderConventionsTests {

    @Test
    void followsTheConventionsOfTheSuite() {
        Conventions.check(OrderApplication.class);
    }
}
