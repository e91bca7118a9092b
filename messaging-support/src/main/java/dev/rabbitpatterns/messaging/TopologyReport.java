package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.Channel;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStartedEvent;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStoppedEvent;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;

/**
 * What {@code rabbitmqctl list_queues} and {@code list_bindings} tell of this service's part of the
 * broker, without the shell.
 */
final class TopologyReport {

    private final List<? extends Declarable> declared;
    private final AmqpAdmin admin;
    private final RabbitTemplate template;
    private final ObjectProvider<RabbitListenerEndpointRegistry> listeners;
    private final ObjectProvider<Subscribers> subscribers;
    private final Optional<ManagementApi> management;

    /** Those that no annotation declares are known from when they start. */
    private final Set<AbstractMessageListenerContainer> started = ConcurrentHashMap.newKeySet();

    TopologyReport(
            List<? extends Declarable> declared,
            AmqpAdmin admin,
            ConnectionFactory connections,
            ObjectProvider<RabbitListenerEndpointRegistry> listeners,
            ObjectProvider<Subscribers> subscribers,
            Optional<ManagementApi> management) {
        this.declared = declared;
        this.admin = admin;
        this.template = new RabbitTemplate(connections);
        this.listeners = listeners;
        this.subscribers = subscribers;
        this.management = management;
    }

    @EventListener
    void onConsumerStarted(AsyncConsumerStartedEvent event) {
        if (event.getSource() instanceof AbstractMessageListenerContainer container) {
            started.add(container);
        }
    }

    @EventListener
    void onConsumerStopped(AsyncConsumerStoppedEvent event) {
        started.removeIf(container -> container.equals(event.getSource()));
    }

    /** Asks the broker now; nothing is cached. */
    Topology now() {
        Topology.Broker broker = broker();
        List<Topology.Queue> queues =
                Stream.concat(
                                all(Queue.class).map(queue -> queue(queue, broker.reachable())),
                                queuesOfSubscribers())
                        .toList();
        return new Topology(
                broker,
                all(Exchange.class).map(TopologyReport::exchange).toList(),
                queues,
                List.copyOf(bindings()),
                consumers(),
                warnings(queues));
    }

    private Topology.Broker broker() {
        try {
            return template.execute(this::whoAnswers);
        } catch (AmqpException e) {
            return new Topology.Broker(false, null, null, null);
        }
    }

    private Topology.Broker whoAnswers(Channel channel) {
        Map<String, Object> server = channel.getConnection().getServerProperties();
        return new Topology.Broker(
                true,
                String.valueOf(server.get("product")),
                String.valueOf(server.get("version")),
                management.flatMap(ManagementApi::alarms).orElse(null));
    }

    private static Topology.Exchange exchange(Exchange exchange) {
        return new Topology.Exchange(exchange.getName(), exchange.getType(), exchange.isDurable());
    }

    private Topology.Queue queue(Queue queue, boolean askBroker) {
        String name = queue.getName();
        QueueInformation now = askBroker ? admin.getQueueInfo(name) : null;
        Optional<ManagementApi.Queue> details = management.flatMap(api -> api.queue(name));
        return new Topology.Queue(
                name,
                queue.isDurable(),
                queue.getArguments(),
                askBroker ? now != null : null,
                now != null ? now.getMessageCount() : null,
                now != null ? now.getConsumerCount() : null,
                details.map(ManagementApi.Queue::policy).orElse(null),
                details.map(ManagementApi.Queue::definition).orElse(null));
    }

    private Set<Topology.Binding> bindings() {
        Set<Topology.Binding> bindings = new LinkedHashSet<>();
        all(Binding.class).map(TopologyReport::binding).forEach(bindings::add);
        bindingsOfSubscribers().forEach(bindings::add);
        management.ifPresent(api ->
                Stream.concat(
                                all(Exchange.class)
                                        .map(exchange ->
                                                api.bindingsFromExchange(exchange.getName())),
                                all(Queue.class).map(queue -> api.bindingsOfQueue(queue.getName())))
                        .flatMap(Optional::stream)
                        .flatMap(List::stream)
                        .forEach(known ->
                                bindings.add(
                                        new Topology.Binding(
                                                known.source(),
                                                known.destination(),
                                                known.routingKey(),
                                                known.arguments()))));
        return bindings;
    }

    private static Topology.Binding binding(Binding declared) {
        return new Topology.Binding(
                Objects.requireNonNullElse(declared.getExchange(), ""),
                Objects.requireNonNullElse(declared.getDestination(), ""),
                Objects.requireNonNullElse(declared.getRoutingKey(), ""),
                declared.getArguments());
    }

    private List<Topology.Consumer> consumers() {
        Stream<AbstractMessageListenerContainer> annotated =
                listeners.stream()
                        .flatMap(registry -> registry.getListenerContainers().stream())
                        .map(AbstractMessageListenerContainer.class::cast);
        Stream<Topology.Consumer> containers =
                Stream.concat(annotated, started.stream())
                        .distinct()
                        .map(TopologyReport::consumer)
                        .sorted(Comparator.comparing(Topology.Consumer::id));
        return Stream.concat(containers, subscribers().map(TopologyReport::consumer)).toList();
    }

    private static Topology.Consumer consumer(AbstractMessageListenerContainer container) {
        return new Topology.Consumer(
                container.getListenerId(),
                List.of(container.getQueueNames()),
                container.isRunning());
    }

    /**
     * A consumer that dies with a message can set nothing aside; only the broker's delivery limit
     * ends that. It comes by policy, as the tutorials' queues have no arguments for it.
     */
    private static List<String> warnings(List<Topology.Queue> queues) {
        List<String> names = queues.stream().map(Topology.Queue::name).toList();
        return queues.stream()
                .filter(queue -> names.contains(DeadLetters.queueFor(queue.name())))
                .filter(queue -> queue.policyDefinition() != null)
                .filter(queue -> !isLimited(queue.policyDefinition()))
                .map(queue -> noLimit(queue.name()))
                .toList();
    }

    private static String noLimit(String queue) {
        return """
        No policy limits the deliveries of '%s': a message that kills its consumer each time is \
        delivered for ever, or dropped by RabbitMQ 4. Set one with delivery-limit and \
        dead-letter-routing-key '%s', as deploy/broker/definitions.json does.\
        """
                .formatted(queue, DeadLetters.queueFor(queue));
    }

    private static boolean isLimited(@Nullable Map<String, Object> policy) {
        return policy != null
                && policy.containsKey("delivery-limit")
                && policy.containsKey("dead-letter-exchange");
    }

    private <T extends Declarable> Stream<T> all(Class<T> type) {
        return declared.stream().filter(type::isInstance).map(type::cast);
    }

    private Stream<SubscriberView> subscribers() {
        return subscribers.stream().flatMap(all -> all.views().stream());
    }

    /** Another connection may not even ask for an exclusive queue. */
    private Stream<Topology.Queue> queuesOfSubscribers() {
        return subscribers.stream()
                .flatMap(all -> all.waiting().entrySet().stream())
                .map(one ->
                        new Topology.Queue(
                                String.valueOf(one.getKey().queue()),
                                false,
                                Map.of(),
                                true,
                                one.getValue(),
                                1,
                                null,
                                null));
    }

    private Stream<Topology.Binding> bindingsOfSubscribers() {
        String exchange = all(Exchange.class).map(Exchange::getName).findFirst().orElse("");
        return subscribers()
                .filter(SubscriberView::connected)
                .flatMap(one ->
                        one.bindings().stream()
                                .map(rule ->
                                        new Topology.Binding(
                                                exchange,
                                                String.valueOf(one.queue()),
                                                rule.routingKey(),
                                                rule.arguments())));
    }

    private static Topology.Consumer consumer(SubscriberView subscriber) {
        String queue = subscriber.queue();
        return new Topology.Consumer(
                subscriber.id(),
                queue == null ? List.of() : List.of(queue),
                subscriber.connected());
    }
}
