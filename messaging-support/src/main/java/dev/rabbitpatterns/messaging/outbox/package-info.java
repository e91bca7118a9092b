/**
 * What a transaction changes and what it publishes are there together, or neither is.
 *
 * <pre>
 *   transaction {                        transaction {
 *     insert into orders                   lock the oldest rows that are not published
 *     insert into outbox   ──▶ outbox ──▶  publish, and wait for the confirms   ──▶ broker
 *   }                                      mark them as published
 *                                        }
 * </pre>
 *
 * <p>{@link dev.rabbitpatterns.messaging.outbox.Outbox#add} writes a row in the caller's
 * transaction. {@link dev.rabbitpatterns.messaging.outbox.OutboxRelay} publishes it after the
 * commit, and marks it after the broker's confirm. If the relay dies in between, the row is
 * published again under the same message-id, and a consumer that recognises duplicates has one
 * effect.
 *
 * <p>Rows with the same aggregate are published in the order in which they were written. Several
 * instances share the rows: an aggregate belongs to the instance that has locked its oldest
 * unpublished row, so nobody can publish a later one meanwhile. That row is also the only one of
 * its aggregate in a batch. If it cannot be published, it keeps the reason and is tried again, and
 * later ones wait; other aggregates do not. Two transactions that add rows for the same aggregate
 * have to exclude each other, as they do if both change its row.
 *
 * <p>The lock ends with the connection. An instance that freezes keeps it until the database ends
 * its session, which PostgreSQL's {@code idle_in_transaction_session_timeout} makes it do. When it
 * thaws, it may publish what others have published meanwhile, under the same ids; it can mark
 * nothing.
 *
 * <p>The tables come from the Flyway migrations in {@code classpath:db/messaging}. The same ones
 * work on PostgreSQL and on H2 in its PostgreSQL mode.
 */
@NullMarked
package dev.rabbitpatterns.messaging.outbox;

import org.jspecify.annotations.NullMarked;
