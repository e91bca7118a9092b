package dev.rabbitpatterns.order;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The orders and shipments in the database. */
@Component
class Orders {

    private static final int MAX_LISTED = 50;

    private static final String LIFE =
            """
            select o.*, m.id as number, m.exchange, m.routing_key, m.attempts, m.reason, m.published_at,
              (select count(*) from shipments s where s.order_id = o.id) as shipments,
              (select min(s.shipped_at) from shipments s where s.order_id = o.id) as shipped_at
            from orders o left join outbox m on m.message_id = cast(o.id as varchar(36))
            """;

    /** One statement, which sees everything at one moment. */
    private static final String BOOKS =
            """
            select
              (select count(*) from orders) as orders,
              (select count(*) from outbox where published_at is null) as pending,
              (select count(*) from outbox where published_at is not null)
                + (select total from outbox_removed) as published,
              (select count(distinct order_id) from shipments) as shipped,
              (select count(*) from orders where failure is not null) as failed,
              (select count(*) - count(distinct order_id) from shipments) as doubles
            """;

    private final JdbcClient database;
    private final JsonMapper json;

    Orders(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Returns false if the key has placed an order before; then there is no new one. */
    boolean add(Order order, @Nullable String key) {
        return database.sql(
                                "insert into orders (id, customer, items, placed_at, idempotency_key) values (?, ?, ?, ?, ?) on conflict do nothing")
                        .params(
                                order.id(),
                                order.customer(),
                                json.writeValueAsString(order.items()),
                                order.placedAt().atOffset(ZoneOffset.UTC))
                        .param(key)
                        .update()
                > 0;
    }

    Order placedWith(String key) {
        return database.sql("select * from orders where idempotency_key = ?")
                .param(key)
                .query((row, number) -> order(row))
                .single();
    }

    /** Adds a shipment, unless there is no such order. */
    boolean ship(UUID id) {
        database.sql("update orders set failure = null where id = ? and failure is not null")
                .param(id)
                .update();
        return database.sql(
                                "insert into shipments (order_id, shipped_at) select id, ? from orders where id = ?")
                        .params(OffsetDateTime.now(ZoneOffset.UTC), id)
                        .update()
                > 0;
    }

    void failed(UUID id, String reason) {
        database.sql("update orders set failure = ? where id = ?").params(reason, id).update();
    }

    Optional<OrderLife> find(UUID id) {
        return database.sql(LIFE + "where o.id = ?")
                .param(id)
                .query((row, number) -> life(row))
                .optional();
    }

    List<OrderLife> newest() {
        return database.sql(LIFE + "order by o.placed_at desc limit ?")
                .param(MAX_LISTED)
                .query((row, number) -> life(row))
                .list();
    }

    Books books() {
        return database.sql(BOOKS).query(new SimplePropertyRowMapper<>(Books.class)).single();
    }

    private OrderLife life(ResultSet row) throws SQLException {
        int shipments = row.getInt("shipments");
        String failure = row.getString("failure");
        OrderLife.Outgoing outbox = row.getLong("number") == 0 ? null : outgoing(row);
        OrderLife.State state;
        if (shipments > 0) {
            state = OrderLife.State.SHIPPED;
        } else if (failure != null) {
            state = OrderLife.State.FAILED;
        } else if (outbox != null && outbox.publishedAt() == null) {
            state = OrderLife.State.PLACED;
        } else {
            state = OrderLife.State.PUBLISHED;
        }
        return new OrderLife(
                order(row), state, outbox, shipments, time(row, "shipped_at"), failure);
    }

    private static OrderLife.Outgoing outgoing(ResultSet row) throws SQLException {
        return new OrderLife.Outgoing(
                row.getString("exchange"),
                row.getString("routing_key"),
                row.getInt("attempts"),
                row.getString("reason"),
                time(row, "published_at"));
    }

    private Order order(ResultSet row) throws SQLException {
        return new Order(
                row.getObject("id", UUID.class),
                row.getString("customer"),
                List.of(json.readValue(row.getString("items"), String[].class)),
                Objects.requireNonNull(time(row, "placed_at")));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
