package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class WorkQueueConventionsTests {

    @Test
    void followsTheConventionsOfTheSuite() {
        Conventions.check(WorkQueueApplication.class);
    }
}
