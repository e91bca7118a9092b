package dev.rabbitpatterns.suite;

import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for a condition, which may fail to be asked while something is broken. */
final class Await {

    private Await() {}

    static void that(String condition, Callable<Boolean> holds) {
        Awaitility.await(condition).atMost(Suite.PATIENCE).ignoreExceptions().until(holds);
    }
}
