package dev.rabbitpatterns.messaging.subscribe;

import dev.rabbitpatterns.messaging.topology.Topology;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.amqp.core.Exchange;

/** Reports the subscribers' queues, which are exclusive: no other connection may inspect them. */
final class SubscriberTopology implements Topology.Contributor {

    private final Exchange exchange;
    private final Subscribers subscribers;
    private final int prefetch;

    SubscriberTopology(Exchange exchange, Subscribers subscribers, int prefetch) {
        this.exchange = exchange;
        this.subscribers = subscribers;
        this.prefetch = prefetch;
    }

    @Override
    public List<Topology.Queue> queues() {
        return subscribers.queues();
    }

    @Override
    public List<Topology.Binding> bindings() {
        return subscribers.views().stream()
                .filter(SubscriberView::connected)
                .flatMap(this::bindings)
                .toList();
    }

    private Stream<Topology.Binding> bindings(SubscriberView subscriber) {
        String queue = String.valueOf(subscriber.queue());
        return subscriber.bindings().stream()
                .map(rule ->
                        new Topology.Binding(
                                exchange.getName(), queue, rule.routingKey(), rule.arguments()));
    }

    @Override
    public List<Topology.Consumer> consumers() {
        return subscribers.views().stream().map(this::consumer).toList();
    }

    private Topology.Consumer consumer(SubscriberView subscriber) {
        String queue = subscriber.queue();
        return new Topology.Consumer(
                subscriber.id(),
                queue == null ? List.of() : List.of(queue),
                subscriber.connected(),
                prefetch);
    }
}
