package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.Address;
import java.util.List;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for a service whose topology has an exchange that others subscribe to:
 *
 * <ul>
 *   <li>{@link Subscribers}: who is there gets a copy
 *   <li>on the web: {@code GET /subscribers}, {@code GET /subscribers/ID/messages}, {@code DELETE
 *       /subscribers/ID} and {@code GET /logs}
 * </ul>
 */
@AutoConfiguration(after = {MessagingAutoConfiguration.class, RabbitAutoConfiguration.class})
@ConditionalOnSingleCandidate(Exchange.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class SubscribersAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Subscribers subscribers(
            Exchange exchange,
            CachingConnectionFactory connections,
            RabbitConnectionDetails broker,
            @Value("${spring.application.name:messaging}") String name,
            TextMessageConverter converter,
            MessageEvents events,
            MessagingProperties properties) {
        List<Address> addresses =
                broker.getAddresses().stream()
                        .map(address -> new Address(address.host(), address.port()))
                        .toList();
        SubscriberConnection connection =
                new SubscriberConnection(
                        connections.getRabbitConnectionFactory(),
                        addresses,
                        name + ".subscribers",
                        properties.subscribers().reconnect());
        return new Subscribers(exchange, connection, converter, events, properties.subscribers());
    }

    @Bean
    SubscribersController subscribersController(Subscribers subscribers) {
        return new SubscribersController(subscribers);
    }
}
