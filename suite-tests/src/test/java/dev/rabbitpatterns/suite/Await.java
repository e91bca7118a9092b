package dev.rabbitpatterns.suite;

import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for a condition, and ignores exceptions because a broken service may not answer. */
final class Await {

    private Await() {}

    static void that(String condition, Callable<Boolean> holds) {
        Awaitility.await(condition).atMost(Suite.TIMEOUT).ignoreExceptions().until(holds);
    }
}
