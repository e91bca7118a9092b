package dev.rabbitpatterns.test;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one PostgreSQL that all tests of this JVM share: in a container where a Docker engine
 * answers; else this machine's own, as a private server. Without either the tests fail; they are
 * never skipped.
 */
public abstract class RealPostgres {

    static final String USERNAME = "orders";
    static final String PASSWORD = "orders-test";

    private static final Logger log = LoggerFactory.getLogger(RealPostgres.class);
    private static final String NONE =
            "These tests need a real PostgreSQL: start a Docker engine, or install postgresql on this machine.";

    private static @Nullable RealPostgres server;

    private final AtomicInteger databases = new AtomicInteger();

    /** The server. The first call starts it. */
    public static synchronized RealPostgres get() {
        if (server == null) {
            server =
                    RealBroker.dockerAnswers()
                            ? new DockerPostgres()
                            : PrivatePostgres.launch()
                                    .orElseThrow(() -> new IllegalStateException(NONE));
            log.info("Tests use {}", server);
        }
        return server;
    }

    /** The properties with which an application uses a new, empty database. */
    public Map<String, Object> newDatabase() {
        String name = "test" + databases.incrementAndGet();
        sql("create database " + name);
        return Map.of(
                "spring.datasource.url",
                        "jdbc:postgresql://%s:%d/%s?connectTimeout=2&socketTimeout=20&options=-c%%20idle_in_transaction_session_timeout=3s"
                                .formatted(host(), port(), name),
                "spring.datasource.username", USERNAME,
                "spring.datasource.password", PASSWORD);
    }

    abstract String host();

    abstract int port();

    /** Runs a statement as the administrator, outside of every transaction. */
    public abstract void sql(String statement);

    /** Kills the server: nothing is finished, and connections break. */
    public abstract void kill();

    /** Starts the server again, and returns once it is ready. */
    public abstract void start();
}
