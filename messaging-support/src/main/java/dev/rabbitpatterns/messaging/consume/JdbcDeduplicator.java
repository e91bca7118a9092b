package dev.rabbitpatterns.messaging.consume;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Records the id in the same transaction as the effect: both are there or neither is, even if the
 * process dies in between. All instances share the table {@code inbox}.
 *
 * <p>A duplicate that arrives while the effect runs waits for its transaction, because both insert
 * the same key.
 */
final class JdbcDeduplicator implements Deduplicator {

    private static final Logger log = LoggerFactory.getLogger(JdbcDeduplicator.class);

    /** Old ids are deleted as often as new ones come, and at most twice as many. */
    private static final int CLEAN_UP_EVERY = 500;

    private final JdbcClient database;
    private final TransactionOperations transaction;
    private final Duration retention;
    private final AtomicLong recorded = new AtomicLong();

    JdbcDeduplicator(JdbcClient database, TransactionOperations transaction, Duration retention) {
        this.database = database;
        this.transaction = transaction;
        this.retention = retention;
    }

    /** The effect has to use the same database, on the same thread. */
    @Override
    public boolean runOnce(@Nullable String messageId, Runnable effect) {
        boolean ran =
                Boolean.TRUE.equals(
                        transaction.execute(status -> {
                            if (messageId != null && !record(messageId)) {
                                return false;
                            }
                            effect.run();
                            return true;
                        }));
        if (ran && recorded.incrementAndGet() % CLEAN_UP_EVERY == 0) {
            removeExpired();
        }
        return ran;
    }

    /** An exception about a duplicate would end the transaction; this only inserts no row. */
    private boolean record(String id) {
        return database.sql(
                                "insert into inbox (message_id, received_at) values (?, ?) on conflict do nothing")
                        .params(id, OffsetDateTime.now(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    /** The message has had its effect, so a failure only leaves the old ids for the next time. */
    void removeExpired() {
        try {
            database.sql(
                            "delete from inbox where message_id in (select message_id from inbox where received_at < ? limit ?)")
                    .params(OffsetDateTime.now(ZoneOffset.UTC).minus(retention), 2 * CLEAN_UP_EVERY)
                    .update();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Old ids were not removed from the inbox: {}", e.toString());
        }
    }
}
