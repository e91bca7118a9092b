package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.Channel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What {@code rabbitmqctl list_queues} and {@code list_bindings} tell of this service's part of the
 * broker, without the shell.
 */
@RestController
class TopologyController {

    private final List<Declarables> declared;
    private final AmqpAdmin admin;
    private final RabbitTemplate template;
    private final RabbitListenerEndpointRegistry listeners;
    private final Optional<ManagementApi> management;

    TopologyController(
            List<Declarables> declared,
            AmqpAdmin admin,
            RabbitTemplate template,
            RabbitListenerEndpointRegistry listeners,
            Optional<ManagementApi> management) {
        this.declared = declared;
        this.admin = admin;
        this.template = template;
        this.listeners = listeners;
        this.management = management;
    }

    /** Asks the broker now; nothing is cached. */
    @GetMapping("/topology")
    Topology topology() {
        Topology.Broker broker = broker();
        return new Topology(
                broker,
                all(Exchange.class).map(TopologyController::exchange).toList(),
                all(Queue.class).map(queue -> queue(queue, broker.reachable())).toList(),
                List.copyOf(bindings()),
                consumers());
    }

    private Topology.Broker broker() {
        try {
            return template.execute(TopologyController::whoAnswers);
        } catch (AmqpException e) {
            return new Topology.Broker(false, null, null);
        }
    }

    private static Topology.Broker whoAnswers(Channel channel) {
        Map<String, Object> server = channel.getConnection().getServerProperties();
        return new Topology.Broker(
                true, String.valueOf(server.get("product")), String.valueOf(server.get("version")));
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
        all(Binding.class).map(TopologyController::binding).forEach(bindings::add);
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
        return listeners.getListenerContainers().stream()
                .map(AbstractMessageListenerContainer.class::cast)
                .map(container ->
                        new Topology.Consumer(
                                container.getListenerId(),
                                List.of(container.getQueueNames()),
                                container.isRunning()))
                .toList();
    }

    private <T extends Declarable> Stream<T> all(Class<T> type) {
        return declared.stream().flatMap(part -> part.getDeclarablesByType(type).stream());
    }
}
