package dev.rabbitpatterns.messaging.subscribe;

import com.rabbitmq.client.Address;
import dev.rabbitpatterns.messaging.MessagingAutoConfiguration;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import java.util.List;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for a service that declares one exchange for others to subscribe to:
 *
 * <ul>
 *   <li>{@link Subscribers}: each has a queue of its own on that exchange
 *   <li>{@link SubscriberTopology}: shows these queues in {@code GET /topology}
 *   <li>REST endpoints: {@code GET /subscribers}, {@code GET /subscribers/ID/messages}, {@code
 *       DELETE /subscribers/ID} and {@code GET /logs}
 * </ul>
 */
@AutoConfiguration(after = {MessagingAutoConfiguration.class, RabbitAutoConfiguration.class})
@ConditionalOnClass(RabbitTemplate.class)
@EnableConfigurationProperties(SubscribeProperties.class)
@ConditionalOnSingleCandidate(Exchange.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class SubscribeAutoConfiguration {

    @Bean
    Subscribers subscribers(
            Exchange exchange,
            CachingConnectionFactory connections,
            RabbitConnectionDetails broker,
            @Value("${spring.application.name:messaging}") String name,
            TextMessageConverter converter,
            MessageEvents events,
            MessageTrace trace,
            SubscribeProperties properties) {
        List<Address> addresses =
                broker.getAddresses().stream()
                        .map(address -> new Address(address.host(), address.port()))
                        .toList();
        SubscriberConnection connection =
                new SubscriberConnection(
                        connections.getRabbitConnectionFactory(), addresses, name + ".subscribers");
        return new Subscribers(exchange, connection, converter, events, trace, properties);
    }

    @Bean
    SubscriberTopology subscriberTopology(
            Exchange exchange, Subscribers subscribers, SubscribeProperties properties) {
        return new SubscriberTopology(exchange, subscribers, properties.prefetch());
    }

    @Bean
    SubscribersController subscribersController(Subscribers subscribers) {
        return new SubscribersController(subscribers);
    }
}
