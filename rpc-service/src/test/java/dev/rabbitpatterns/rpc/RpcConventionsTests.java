package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class RpcConventionsTests {

    @Test
    void keepsTheConventionsOfTheSuite() {
        Conventions.check(RpcApplication.class);
    }
}
