package dev.rabbitpatterns.pubsub;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class PubSubConventionsTests {

    @Test
    void followsTheConventionsOfTheSuite() {
        Conventions.check(PubSubApplication.class);
    }
}
