package dev.rabbitpatterns.messaging.topology;

import dev.rabbitpatterns.messaging.MessagingAutoConfiguration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for declaring and reporting the topology:
 *
 * <ul>
 *   <li>{@link DeclaringAdmin}: declares the topology, and stops the consumers if it is refused
 *   <li>a health indicator: not ready while it is refused
 *   <li>{@link TopologyReport}, and on the web {@code GET /topology}
 *   <li>{@link PolicyCheck}: warns once if a policy is missing
 * </ul>
 */
@AutoConfiguration(after = MessagingAutoConfiguration.class, before = RabbitAutoConfiguration.class)
@ConditionalOnClass(RabbitTemplate.class)
@EnableConfigurationProperties(ManagementProperties.class)
public final class TopologyAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(AmqpAdmin.class)
    DeclaringAdmin topologyAdmin(ConnectionFactory connections) {
        return new DeclaringAdmin(connections);
    }

    @Bean
    @ConditionalOnMissingBean(name = "topologyHealthIndicator")
    HealthIndicator topologyHealthIndicator(ObjectProvider<DeclaringAdmin> admin) {
        return () ->
                admin.stream()
                        .map(DeclaringAdmin::fault)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(fault -> Health.down().withDetail("refused", fault))
                        .orElseGet(Health::up)
                        .build();
    }

    @Bean
    TopologyReport topologyReport(
            ObjectProvider<Declarables> declared,
            ObjectProvider<Exchange> exchanges,
            ConnectionFactory connections,
            ObjectProvider<RabbitListenerEndpointRegistry> listeners,
            ObjectProvider<Topology.Contributor> contributors,
            ManagementProperties management,
            SslBundles bundles) {
        List<Declarable> all =
                Stream.<Declarable>concat(
                                exchanges.stream(),
                                declared.stream().flatMap(some -> some.getDeclarables().stream()))
                        .toList();
        List<ManagementApi> nodes =
                management.uris().stream()
                        .map(uri -> ManagementApi.at(uri, management, bundles))
                        .toList();
        return new TopologyReport(all, connections, listeners, contributors, nodes);
    }

    @Bean
    PolicyCheck policyCheck(TopologyReport report) {
        return new PolicyCheck(report);
    }
}
