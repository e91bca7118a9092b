package dev.rabbitpatterns.messaging.subscribe;

import dev.rabbitpatterns.messaging.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.amqp.core.Exchange;

/** Reports the subscribers' queues, which are exclusive: no other connection may inspect them. */
final class SubscriberTopology implements Topology.Contributor {

    private final Exchange exchange;
    private final Subscribers subscribers;

    SubscriberTopology(Exchange exchange, Subscribers subscribers) {
        this.exchange = exchange;
        this.subscribers = subscribers;
    }

    @Override
    public List<Topology.Queue> queues() {
        return subscribers.ready().entrySet().stream()
                .map(one -> queue(String.valueOf(one.getKey().queue()), one.getValue()))
                .toList();
    }

    private static Topology.Queue queue(String name, long ready) {
        return new Topology.Queue(name, false, Map.of(), true, ready, 1, null, null);
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
        return subscribers.views().stream().map(SubscriberTopology::consumer).toList();
    }

    private static Topology.Consumer consumer(SubscriberView subscriber) {
        String queue = subscriber.queue();
        return new Topology.Consumer(
                subscriber.id(),
                queue == null ? List.of() : List.of(queue),
                subscriber.connected());
    }
}
