/**
 * Routing: subscribers receive the logs of the severities that they name.
 *
 * <pre>
 *                                                 ┌─ error ──▶ [ amq.gen-… ] ──▶ GET /logs/stream?severities=error
 *   POST /logs ──▶ RoutingProducer ──▶ (direct_logs) ─ info, warning ──▶ [ amq.gen-… ] ──▶ subscriber-1
 *                                                 └─ error ──▶ [ amq.gen-… ] ──▶ a tutorial's receive_logs_direct
 * </pre>
 *
 * <p>The exchange compares a log's severity with the keys by which queues are bound: a subscriber
 * may name several, several subscribers may name the same, and each receives one copy. Read {@link
 * dev.rabbitpatterns.routing.RoutingTopology} for the names, then {@link
 * dev.rabbitpatterns.routing.RoutingController} for both ends: a log is published by {@link
 * dev.rabbitpatterns.routing.RoutingProducer} and received by one of the {@link
 * dev.rabbitpatterns.messaging.subscribe.Subscribers}.
 */
@NullMarked
package dev.rabbitpatterns.routing;

import org.jspecify.annotations.NullMarked;
