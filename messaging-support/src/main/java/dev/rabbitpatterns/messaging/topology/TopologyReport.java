package dev.rabbitpatterns.messaging.topology;

import com.rabbitmq.client.AMQP.Queue.DeclareOk;
import com.rabbitmq.client.Channel;
import dev.rabbitpatterns.messaging.Channels;
import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;

/**
 * Reports this service's part of the broker, as {@code rabbitmqctl list_queues} and {@code
 * list_bindings} would, at {@code GET /topology}.
 */
@RestController
final class TopologyReport {

    private static final Logger log = LoggerFactory.getLogger(TopologyReport.class);

    /** After no node has answered, none is asked for this long, because each takes a timeout. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final List<? extends Declarable> declared;
    private final RabbitTemplate template;
    private final ObjectProvider<RabbitListenerEndpointRegistry> listeners;
    private final ObjectProvider<Topology.Contributor> contributors;
    private final List<ManagementApi> management;
    private volatile int answering;
    private volatile long silentSince = System.nanoTime() - SILENCE.toNanos();
    private final String vhost;

    TopologyReport(
            List<? extends Declarable> declared,
            ConnectionFactory connections,
            ObjectProvider<RabbitListenerEndpointRegistry> listeners,
            ObjectProvider<Topology.Contributor> contributors,
            List<ManagementApi> management) {
        this.declared = declared;
        this.template = new RabbitTemplate(connections);
        this.listeners = listeners;
        this.contributors = contributors;
        this.management = management;
        this.vhost = connections.getVirtualHost();
    }

    /** What this service has declared, and what the broker says of it now. */
    @GetMapping("/topology")
    Topology now() {
        Topology.Broker broker = broker();
        Map<String, Optional<DeclareOk>> states = broker.reachable() ? states() : Map.of();
        List<Topology.Queue> queues =
                Stream.concat(
                                all(Queue.class).map(queue -> queue(queue, states)),
                                contributed(Topology.Contributor::queues))
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
            return new Topology.Broker(false, null, null, null, null);
        }
    }

    private Topology.Broker whoAnswers(Channel channel) {
        Map<String, Object> server = channel.getConnection().getServerProperties();
        return new Topology.Broker(
                true,
                String.valueOf(server.get("product")),
                String.valueOf(server.get("version")),
                ask(ManagementApi::alarms).map(TopologyReport::resources).orElse(null),
                ask(ManagementApi::nodes).orElse(null));
    }

    private static List<String> resources(ManagementApi.Alarms all) {
        return Objects.requireNonNullElse(all.alarms(), List.<ManagementApi.Alarms.Alarm>of())
                .stream()
                .map(ManagementApi.Alarms.Alarm::resource)
                .distinct()
                .toList();
    }

    /**
     * Asks the node that answered last, then the others. Empty if none answers, or none just did.
     */
    private <T> Optional<T> ask(Function<ManagementApi, T> question) {
        if (System.nanoTime() - silentSince < SILENCE.toNanos()) {
            return Optional.empty();
        }
        int first = answering;
        for (int i = 0; i < management.size(); i++) {
            int node = (first + i) % management.size();
            try {
                Optional<T> answer = Optional.ofNullable(question.apply(management.get(node)));
                answering = node;
                return answer;
            } catch (HttpClientErrorException e) {
                log.debug("The management API refused an answer", e);
                return Optional.empty();
            } catch (RestClientException e) {
                log.debug("The management API did not answer", e);
            }
        }
        silentSince = System.nanoTime();
        return Optional.empty();
    }

    private static Topology.Exchange exchange(Exchange exchange) {
        return new Topology.Exchange(exchange.getName(), exchange.getType(), exchange.isDurable());
    }

    /**
     * By queue. Queues whose state the broker does not report are left out: a node that has lost
     * the majority of its cluster answers some questions, and for others the caller would wait.
     */
    private Map<String, Optional<DeclareOk>> states() {
        Map<String, Optional<DeclareOk>> states = new HashMap<>();
        try {
            for (Queue queue : all(Queue.class).toList()) {
                String name = queue.getName();
                states.put(name, template.execute(channel -> Channels.queue(channel, name)));
            }
        } catch (AmqpException e) {
            log.debug("The broker did not tell the state of a queue", e);
        }
        return states;
    }

    private Topology.Queue queue(Queue queue, Map<String, Optional<DeclareOk>> states) {
        String name = queue.getName();
        Optional<DeclareOk> now = states.getOrDefault(name, Optional.empty());
        Optional<ManagementApi.Queue> details = ask(api -> api.queue(vhost, name));
        return new Topology.Queue(
                name,
                queue.isDurable(),
                queue.getArguments(),
                states.containsKey(name) ? now.isPresent() : null,
                now.map(state -> (long) state.getMessageCount()).orElse(null),
                details.map(ManagementApi.Queue::unacknowledged).orElse(null),
                now.map(DeclareOk::getConsumerCount).orElse(null),
                details.map(ManagementApi.Queue::policy).orElse(null),
                details.map(ManagementApi.Queue::definition).orElse(null),
                details.map(TopologyReport::replicas).orElse(null));
    }

    private static Topology.@Nullable Replicas replicas(ManagementApi.Queue queue) {
        return queue.leader() == null || queue.members() == null || queue.online() == null
                ? null
                : new Topology.Replicas(queue.leader(), queue.members(), queue.online());
    }

    private Set<Topology.Binding> bindings() {
        Set<Topology.Binding> bindings = new LinkedHashSet<>();
        all(Binding.class).map(TopologyReport::binding).forEach(bindings::add);
        contributed(Topology.Contributor::bindings).forEach(bindings::add);
        for (Exchange exchange : all(Exchange.class).toList()) {
            ask(api -> api.bindingsFromExchange(vhost, exchange.getName()))
                    .ifPresent(bindings::addAll);
        }
        for (Queue queue : all(Queue.class).toList()) {
            ask(api -> api.bindingsOfQueue(vhost, queue.getName())).ifPresent(bindings::addAll);
        }
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
        Stream<Topology.Consumer> listening =
                listeners.stream()
                        .flatMap(registry -> registry.getListenerContainers().stream())
                        .map(AbstractMessageListenerContainer.class::cast)
                        .map(TopologyReport::consumer)
                        .sorted(Comparator.comparing(Topology.Consumer::id));
        return Stream.concat(listening, contributed(Topology.Contributor::consumers)).toList();
    }

    private static Topology.Consumer consumer(AbstractMessageListenerContainer container) {
        return new Topology.Consumer(
                container.getListenerId(),
                List.of(container.getQueueNames()),
                container.isRunning(),
                prefetchOf(container));
    }

    /** What the container was given at last, which Spring does not tell. */
    private static int prefetchOf(AbstractMessageListenerContainer container) {
        return (Integer)
                Objects.requireNonNull(
                        new DirectFieldAccessor(container).getPropertyValue("prefetchCount"));
    }

    /**
     * A message that kills its consumer cannot be dead-lettered by it; only the broker's delivery
     * limit ends that. The limit is set by policy, because the tutorials' queues have no arguments.
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

    private <T> Stream<T> contributed(Function<Topology.Contributor, List<T>> part) {
        return contributors.stream().map(part).flatMap(List::stream);
    }

    private <T extends Declarable> Stream<T> all(Class<T> type) {
        return declared.stream().filter(type::isInstance).map(type::cast);
    }
}
