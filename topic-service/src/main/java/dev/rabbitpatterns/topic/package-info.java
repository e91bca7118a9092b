/**
 * Topics: subscribers receive the logs whose keys match their patterns.
 *
 * <pre>
 *                                              ┌─ kern.*     ──▶ [ amq.gen-… ] ──▶ GET /logs/stream?bindingKeys=kern.*
 *   POST /logs ──▶ TopicProducer ──▶ (topic_logs) ─ *.critical ──▶ [ amq.gen-… ] ──▶ subscriber-1
 *                                              └─ #          ──▶ [ amq.gen-… ] ──▶ a tutorial's receive_logs_topic
 * </pre>
 *
 * <p>A routing key is words separated by dots. In a pattern {@code *} stands for exactly one word
 * and {@code #} for any number of words, including none. {@link
 * dev.rabbitpatterns.topic.TopicPattern} predicts what the exchange will do. Read {@link
 * dev.rabbitpatterns.topic.TopicTopology} for the names, then {@link
 * dev.rabbitpatterns.topic.TopicController} for both ends: a log is published by {@link
 * dev.rabbitpatterns.topic.TopicProducer} and received by one of the {@link
 * dev.rabbitpatterns.messaging.subscribe.Subscribers}.
 */
@NullMarked
package dev.rabbitpatterns.topic;

import org.jspecify.annotations.NullMarked;
