/**
 * Publish and subscribe: every subscriber receives a copy of every log.
 *
 * <pre>
 *                                        ┌──▶ [ amq.gen-… ] ──▶ GET /logs/stream
 *   POST /logs ──▶ PubSubProducer ──▶ (logs) ──▶ [ amq.gen-… ] ──▶ subscriber-1
 *                                        └──▶ [ amq.gen-… ] ──▶ a tutorial's receive_logs
 * </pre>
 *
 * <p>The exchange routes a message to every queue that is bound to it at this moment, and keeps
 * nothing. Each subscriber has a queue of its own, which is deleted when it leaves: a subscriber
 * that is not connected when a log is published never receives it. Read {@link
 * dev.rabbitpatterns.pubsub.PubSubTopology} for the name, then {@link
 * dev.rabbitpatterns.pubsub.PubSubController} for both ends: a log is published by {@link
 * dev.rabbitpatterns.pubsub.PubSubProducer} and received by one of the {@link
 * dev.rabbitpatterns.messaging.subscribe.Subscribers}.
 */
@NullMarked
package dev.rabbitpatterns.pubsub;

import org.jspecify.annotations.NullMarked;
