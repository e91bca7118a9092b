/**
 * Topics: who is there gets copies of what its patterns match.
 *
 * <pre>
 *                                              ┌─ kern.*     ──▶ [ amq.gen-… ] ──▶ GET /logs/stream?bindingKeys=kern.*
 *   POST /logs ──▶ TopicProducer ──▶ (topic_logs) ─ *.critical ──▶ [ amq.gen-… ] ──▶ subscriber-1
 *                                              └─ #          ──▶ [ amq.gen-… ] ──▶ a tutorial's receive_logs_topic
 * </pre>
 *
 * <p>A routing key is words with dots between them. In a pattern {@code *} stands for exactly one
 * word and {@code #} for any number, none included. {@link dev.rabbitpatterns.topic.TopicPattern}
 * predicts what the exchange will do. Read {@link dev.rabbitpatterns.topic.TopicTopology} for the
 * names, then {@link dev.rabbitpatterns.topic.TopicController} for both ends: what is sent goes
 * through {@link dev.rabbitpatterns.topic.TopicProducer}, who listens is one of the {@link
 * dev.rabbitpatterns.messaging.Subscribers}.
 */
@NullMarked
package dev.rabbitpatterns.topic;

import org.jspecify.annotations.NullMarked;
