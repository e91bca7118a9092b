package dev.rabbitpatterns.messaging.publish;

import dev.rabbitpatterns.messaging.MessagingAutoConfiguration;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of what a producer needs:
 *
 * <ul>
 *   <li>{@link ConfirmedPublisher}: publishes a message, and returns when the broker has it
 *   <li>{@link CallTemplate}: sends a request, and returns its answer
 *   <li>{@link BrokerProblems} and {@link BatchStatus}: on the web, report failures as problems,
 *       and give a batch its status
 *   <li>{@link DedicatedConnection}, {@link GroupCommit}, {@link PublishObservation}: what the
 *       publisher and the template are made of
 * </ul>
 */
@AutoConfiguration(after = {MessagingAutoConfiguration.class, RabbitAutoConfiguration.class})
@ConditionalOnClass(RabbitTemplate.class)
@EnableConfigurationProperties(PublishProperties.class)
public final class PublishAutoConfiguration {

    @Bean
    DedicatedConnection publisherConnection(
            CachingConnectionFactory shared,
            CachingConnectionFactoryConfigurer settings,
            @Value("${spring.application.name:messaging}") String application) {
        return new DedicatedConnection(shared, settings, application + ".publisher");
    }

    @Bean
    GroupCommit groupCommit(DedicatedConnection publisherConnection, PublishProperties properties) {
        return new GroupCommit(
                publisherConnection::openChannel,
                publisherConnection.sockets(),
                properties.maxPending());
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
    @ConditionalOnMissingBean
    ConfirmedPublisher confirmedPublisher(
            GroupCommit groupCommit,
            MessageEvents events,
            PublishObservation observation,
            PublishProperties properties) {
        return new ConfirmedPublisher(
                groupCommit,
                events,
                observation,
                new UsedIds(properties.idempotencyCacheSize()),
                properties.confirmTimeout());
    }

    /** Lazy, because only a service that makes calls needs the connection. */
    @Bean
    @Lazy
    CallTemplate callTemplate(
            CachingConnectionFactory shared,
            CachingConnectionFactoryConfigurer settings,
            @Value("${spring.application.name:messaging}") String application,
            PublishObservation observation,
            AmqpAdmin admin,
            MessageEvents events,
            MeterRegistry meters,
            PublishProperties properties) {
        return new CallTemplate(
                new DedicatedConnection(shared, settings, application + ".client"),
                observation,
                admin,
                events,
                meters,
                properties.maxPending());
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    BrokerProblems brokerProblems() {
        return new BrokerProblems();
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    BatchStatus batchStatus() {
        return new BatchStatus();
    }
}
