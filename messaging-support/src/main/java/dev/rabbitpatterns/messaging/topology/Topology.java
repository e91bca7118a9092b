package dev.rabbitpatterns.messaging.topology;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service has declared, and what the broker has now. What is unknown, because the broker or
 * its management API does not answer, is left out.
 *
 * @param broker the broker
 * @param exchanges the declared exchanges
 * @param queues the declared queues
 * @param bindings all bindings of these; without the management API, only the declared ones
 * @param consumers this instance's consumers
 * @param warnings what is missing for the promises to hold
 */
public record Topology(
        Broker broker,
        List<Exchange> exchanges,
        List<Queue> queues,
        List<Binding> bindings,
        List<Consumer> consumers,
        List<String> warnings) {

    /**
     * The broker.
     *
     * @param reachable whether it answered
     * @param product its name
     * @param version its version
     * @param alarms which of its resources are low (memory, disk), so that it accepts no messages;
     *     unknown without the management API
     * @param nodes the nodes that it consists of; unknown without the management API
     */
    public record Broker(
            boolean reachable,
            @Nullable String product,
            @Nullable String version,
            @Nullable List<String> alarms,
            @Nullable List<Node> nodes) {}

    /**
     * A node of the broker.
     *
     * @param name the node's name, such as rabbit@broker
     * @param running whether the other nodes reach it
     */
    public record Node(String name, boolean running) {}

    /**
     * A declared exchange.
     *
     * @param name the exchange's name
     * @param type fanout, direct, topic or headers
     * @param durable whether it survives a restart of the broker
     */
    public record Exchange(String name, String type, boolean durable) {}

    /**
     * A declared queue, and its state now.
     *
     * @param name the queue's name
     * @param durable whether it survives a restart of the broker
     * @param arguments what it was declared with
     * @param present whether the broker has it
     * @param ready how many messages are ready for delivery
     * @param unacknowledged how many messages are delivered but not acknowledged, which AMQP does
     *     not report: the management API's number, some seconds old
     * @param consumers how many consumers it has, of all programs
     * @param policy the policy in force
     * @param policyDefinition what that policy sets
     * @param replicas on which nodes it is, if it is a quorum queue
     */
    public record Queue(
            String name,
            boolean durable,
            Map<String, Object> arguments,
            @Nullable Boolean present,
            @Nullable Long ready,
            @Nullable Long unacknowledged,
            @Nullable Integer consumers,
            @Nullable String policy,
            @Nullable Map<String, Object> policyDefinition,
            @Nullable Replicas replicas) {}

    /**
     * The nodes that hold a quorum queue. It works while more than half of them are online.
     *
     * @param leader the node that serves it
     * @param members all of them
     * @param online those that are reached
     */
    public record Replicas(String leader, List<String> members, List<String> online) {}

    /**
     * A rule by which messages reach a queue. The aliases are the management API's names.
     *
     * @param exchange the source, empty for the default exchange
     * @param destination a queue or an exchange
     * @param routingKey the key or pattern
     * @param arguments what a headers exchange compares
     */
    public record Binding(
            @JsonAlias("source") String exchange,
            String destination,
            @JsonAlias("routing_key") String routingKey,
            Map<String, Object> arguments) {}

    /**
     * A consumer of this instance.
     *
     * @param id its name in this service
     * @param queues which queues it consumes from
     * @param running whether it consumes now
     * @param prefetch how many messages it may have that are not acknowledged; 0 is no limit
     */
    public record Consumer(String id, List<String> queues, boolean running, int prefetch) {}

    /** Adds what no bean declares: queues that come and go while the service runs. */
    public interface Contributor {

        /** The queues that exist now. */
        List<Queue> queues();

        /** Their bindings. */
        List<Binding> bindings();

        /** Their consumers. */
        List<Consumer> consumers();
    }
}
