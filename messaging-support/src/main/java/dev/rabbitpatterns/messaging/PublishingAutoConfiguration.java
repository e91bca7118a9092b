package dev.rabbitpatterns.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionFactoryBeanConfigurer;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of what a producer needs: a {@link ConfirmedPublisher}, which returns when the
 * broker has the message. It has a {@link OwnConnection} of its own, and a {@link GroupCommit} to
 * share it. It gives way to another publisher. For who also wants an answer, there is a {@link
 * CallTemplate}.
 */
@AutoConfiguration(after = {MessagingAutoConfiguration.class, RabbitAutoConfiguration.class})
@ConditionalOnMissingBean(ConfirmedPublisher.class)
public final class PublishingAutoConfiguration {

    @Bean
    OwnConnections ownConnections(
            CachingConnectionFactory shared,
            RabbitConnectionFactoryBeanConfigurer clientSettings,
            CachingConnectionFactoryConfigurer settings,
            ObjectProvider<ConnectionFactoryCustomizer> customizers,
            @Value("${spring.application.name:messaging}") String application) {
        return new OwnConnections(shared, clientSettings, settings, customizers, application);
    }

    @Bean
    OwnConnection publisherConnection(OwnConnections connections) {
        return connections.named("publisher");
    }

    @Bean
    GroupCommit groupCommit(OwnConnection publisherConnection, MessagingProperties properties) {
        return new GroupCommit(
                onWord -> ConfirmChannel.open(publisherConnection.get(), onWord),
                publisherConnection.writer(),
                publisherConnection::isWritable,
                properties.publish().maxPending());
    }

    @Bean
    PublishObservation publishObservation(
            RabbitProperties rabbit, ObjectProvider<ObservationRegistry> observations) {
        return new PublishObservation(
                rabbit.getTemplate().isObservationEnabled()
                        ? observations.getIfAvailable(() -> ObservationRegistry.NOOP)
                        : ObservationRegistry.NOOP);
    }

    @Bean
    ConfirmedPublisher confirmedPublisher(
            GroupCommit groupCommit,
            MessageEvents events,
            PublishObservation observation,
            MessagingProperties properties) {
        return new ConfirmedPublisher(
                groupCommit, events, observation, properties.publish().confirmTimeout());
    }

    /** For a service that calls; the others have no such connection. */
    @Bean
    @Lazy
    CallTemplate callTemplate(
            OwnConnections connections,
            PublishObservation observation,
            AmqpAdmin admin,
            MessageEvents events,
            MeterRegistry meters,
            MessagingProperties properties) {
        return new CallTemplate(
                connections.named("client"),
                observation,
                admin,
                events,
                meters,
                properties.publish().maxPending());
    }
}
