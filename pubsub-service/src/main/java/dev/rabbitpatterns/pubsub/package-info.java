/**
 * Publish and subscribe: everyone who is there gets a copy.
 *
 * <pre>
 *                                        ┌──▶ [ amq.gen-… ] ──▶ GET /logs/stream
 *   POST /logs ──▶ PubSubProducer ──▶ (logs) ──▶ [ amq.gen-… ] ──▶ subscriber-1
 *                                        └──▶ [ amq.gen-… ] ──▶ a tutorial's receive_logs
 * </pre>
 *
 * <p>The exchange forwards to every queue that is bound to it at this moment, and forgets. A
 * subscriber brings a queue of its own, which goes with it: who is not there when a log is sent
 * never sees it. Read {@link dev.rabbitpatterns.pubsub.PubSubTopology} for the name, then {@link
 * dev.rabbitpatterns.pubsub.PubSubController} for both ends: what is sent goes through {@link
 * dev.rabbitpatterns.pubsub.PubSubProducer}, who listens is one of the {@link
 * dev.rabbitpatterns.messaging.Subscribers}.
 */
@NullMarked
package dev.rabbitpatterns.pubsub;

import org.jspecify.annotations.NullMarked;
