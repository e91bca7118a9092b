package dev.rabbitpatterns.messaging;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what a producer needs: a {@link ConfirmedPublisher}, which returns when the
 * broker has the message. It has a {@link PublisherConnection} of its own, and a {@link
 * GroupCommit} to share it. It gives way to another publisher.
 */
@AutoConfiguration(after = {MessagingAutoConfiguration.class, RabbitAutoConfiguration.class})
@ConditionalOnMissingBean(ConfirmedPublisher.class)
public final class PublishingAutoConfiguration {

    @Bean
    PublisherConnection publisherConnection(
            CachingConnectionFactory connections,
            CachingConnectionFactoryConfigurer settings,
            @Value("${spring.application.name:messaging}") String name) {
        return new PublisherConnection(connections, settings, name);
    }

    @Bean
    GroupCommit groupCommit(PublisherConnection connection, MessagingProperties properties) {
        return new GroupCommit(connection, connection.writer(), properties.publish().maxPending());
    }

    @Bean
    ConfirmedPublisher confirmedPublisher(
            GroupCommit channel,
            MessageEvents events,
            RabbitProperties rabbit,
            ObjectProvider<ObservationRegistry> observations,
            MessagingProperties properties) {
        ObservationRegistry observed =
                rabbit.getTemplate().isObservationEnabled()
                        ? observations.getIfAvailable(() -> ObservationRegistry.NOOP)
                        : ObservationRegistry.NOOP;
        return new ConfirmedPublisher(
                channel,
                events,
                new PublishObservation(observed),
                properties.publish().confirmTimeout());
    }
}
