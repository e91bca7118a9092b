/**
 * Headers: who is there gets copies of what has the attributes that it asked for, all or any.
 *
 * <pre>
 *                                                  ┌─ all: format=pdf, type=report ──▶ [ amq.gen-… ] ──▶ subscriber-1
 *   POST /logs ──▶ HeadersProducer ──▶ (header_test)
 *                                                  └─ any: format=pdf, pages=3     ──▶ [ amq.gen-… ] ──▶ GET /logs/stream?…
 * </pre>
 *
 * <p>The exchange looks at the headers and not at the key, and compares values with their types:
 * the number 1 is not the text "1". {@link dev.rabbitpatterns.headers.HeadersMatch} predicts what
 * it will do. Read {@link dev.rabbitpatterns.headers.HeadersTopology} for the names, then {@link
 * dev.rabbitpatterns.headers.HeadersController} for both ends: what is sent goes through {@link
 * dev.rabbitpatterns.headers.HeadersProducer}, who listens is one of the {@link
 * dev.rabbitpatterns.messaging.Subscribers}.
 */
@NullMarked
package dev.rabbitpatterns.headers;

import org.jspecify.annotations.NullMarked;
