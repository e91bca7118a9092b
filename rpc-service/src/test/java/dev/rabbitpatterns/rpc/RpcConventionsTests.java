package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class RpcConventionsTests {

    @Test
    void followsTheConventionsOfTheSuite() {
        Conventions.check(RpcApplication.class);
    }
}
