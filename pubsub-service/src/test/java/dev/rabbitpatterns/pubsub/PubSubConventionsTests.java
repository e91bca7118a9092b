package dev.rabbitpatterns.pubsub;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class PubSubConventionsTests {

    @Test
    void keepsTheConventionsOfTheSuite() {
        Conventions.check(PubSubApplication.class);
    }
}
