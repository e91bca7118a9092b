package dev.rabbitpatterns.messaging.outbox;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statements of the outbox, in the SQL that PostgreSQL and H2 have in common. */
final class OutboxTable {

    /**
     * Only the oldest unpublished row of an aggregate, so nobody overtakes it. If another instance
     * has published a row since this statement began, the lock shows that, and the row is skipped.
     */
    private static final String LOCK =
            """
            select id, char_length(body) as size from outbox o
            where published_at is null and (retry_at is null or retry_at <= ?)
              and not exists (select 1 from outbox earlier
                where earlier.published_at is null and earlier.aggregate = o.aggregate and earlier.id < o.id)
            order by id limit ? for update skip locked
            """;

    private static final String READ =
            "select id, exchange, routing_key, message_id, body, trace, attempts from outbox where id in (:ids) order by id";

    private static final String REMOVE =
            "delete from outbox where id in (select id from outbox where published_at < ? order by published_at limit ?)";

    private final JdbcClient database;

    OutboxTable(JdbcClient database) {
        this.database = database;
    }

    private record Size(long id, int size) {}

    void add(OutboxMessage message, @Nullable String trace) {
        database.sql(
                        "insert into outbox (aggregate, exchange, routing_key, message_id, body, created_at, trace) values (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        message.aggregate(),
                        message.exchange(),
                        message.routingKey(),
                        message.id(),
                        message.text(),
                        OffsetDateTime.now(ZoneOffset.UTC))
                .param(trace)
                .update();
    }

    /** Locks rows of different aggregates until the transaction ends, and reads as many as fit. */
    List<OutboxRow> lock(int maxRows, long maxBytes) {
        List<Size> locked =
                database.sql(LOCK)
                        .params(OffsetDateTime.now(ZoneOffset.UTC), maxRows)
                        .query(new SimplePropertyRowMapper<>(Size.class))
                        .list();
        List<Long> ids = new ArrayList<>();
        long bytes = 0;
        for (Size row : locked) {
            bytes += row.size();
            if (bytes > maxBytes && !ids.isEmpty()) {
                break;
            }
            ids.add(row.id());
        }
        return ids.isEmpty()
                ? List.of()
                : database.sql(READ)
                        .param("ids", ids)
                        .query(new SimplePropertyRowMapper<>(OutboxRow.class))
                        .list();
    }

    void markPublished(List<Long> ids) {
        if (!ids.isEmpty()) {
            database.sql(
                            "update outbox set published_at = :now, retry_at = null, reason = null where id in (:ids)")
                    .param("now", OffsetDateTime.now(ZoneOffset.UTC))
                    .param("ids", ids)
                    .update();
        }
    }

    void markFailed(long id, String reason, Duration wait) {
        database.sql(
                        "update outbox set attempts = attempts + 1, reason = ?, retry_at = ? where id = ?")
                .params(reason, OffsetDateTime.now(ZoneOffset.UTC).plus(wait), id)
                .update();
    }

    /** Deletes rows that were published before that time, and returns how many. */
    int remove(OffsetDateTime before, int maxRows) {
        int removed = database.sql(REMOVE).params(before, maxRows).update();
        if (removed > 0) {
            database.sql("update outbox_removed set total = total + ?").param(removed).update();
        }
        return removed;
    }

    long pending() {
        return database.sql("select count(*) from outbox where published_at is null")
                .query((row, number) -> row.getLong(1))
                .single();
    }
}
