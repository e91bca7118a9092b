/**
 * Headers: subscribers receive the logs that have the headers they ask for, all or any.
 *
 * <pre>
 *                                                  ┌─ all: format=pdf, type=report ──▶ [ amq.gen-… ] ──▶ subscriber-1
 *   POST /logs ──▶ HeadersProducer ──▶ (header_test)
 *                                                  └─ any: format=pdf, pages=3     ──▶ [ amq.gen-… ] ──▶ GET /logs/stream?…
 * </pre>
 *
 * <p>The exchange ignores the routing key and compares headers by value and type: the number 1 is
 * not the string "1". {@link dev.rabbitpatterns.headers.HeadersMatch} predicts what it will do.
 * Read {@link dev.rabbitpatterns.headers.HeadersTopology} for the names, then {@link
 * dev.rabbitpatterns.headers.HeadersController} for both ends: a log is published by {@link
 * dev.rabbitpatterns.headers.HeadersProducer} and received by one of the {@link
 * dev.rabbitpatterns.messaging.subscribe.Subscribers}.
 */
@NullMarked
package dev.rabbitpatterns.headers;

import org.jspecify.annotations.NullMarked;
