package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class TopicConventionsTests {

    @Test
    void followsTheConventionsOfTheSuite() {
        Conventions.check(TopicApplication.class);
    }
}
