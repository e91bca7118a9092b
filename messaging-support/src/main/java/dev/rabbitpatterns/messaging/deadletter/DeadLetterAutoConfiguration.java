package dev.rabbitpatterns.messaging.deadletter;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishAutoConfiguration;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import java.util.Set;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for messages that fail:
 *
 * <ul>
 *   <li>{@link ConfirmedForwarder}: moves a message to another queue without losing it
 *   <li>{@link DeadLetters}: moves failed messages to a dead-letter queue
 *   <li>{@link DeadLetterQueue}: lists, replays and deletes dead letters
 *   <li>REST endpoints for a service that declares queues: {@code GET /dead-letters}, {@code POST
 *       /dead-letters/replay} and {@code DELETE /dead-letters/ID}, or under {@code
 *       messaging.dead-letters.path}; a {@link ReplayCustomizer} changes what is replayed
 *   <li>a health indicator: not ready while a dead-letter queue refuses messages
 * </ul>
 */
@AutoConfiguration(after = PublishAutoConfiguration.class)
@ConditionalOnClass(RabbitTemplate.class)
@EnableConfigurationProperties(DeadLetterProperties.class)
public final class DeadLetterAutoConfiguration {

    @Bean
    ConfirmedForwarder confirmedForwarder(
            ConfirmedPublisher publisher, AmqpAdmin admin, DeadLetterProperties properties) {
        return new ConfirmedForwarder(publisher, admin, properties.requeueDelay());
    }

    @Bean
    DeadLetters deadLetters(ConfirmedForwarder forwarder, MessageEvents events) {
        return new DeadLetters(forwarder, events);
    }

    @Bean
    DeadLetterQueue deadLetterQueue(
            ConnectionFactory connections,
            ConfirmedPublisher publisher,
            MessageEvents events,
            DeadLetterProperties properties,
            MessageTrace trace) {
        return new DeadLetterQueue(connections, publisher, events, properties, trace);
    }

    @Bean
    @ConditionalOnSingleCandidate(Declarables.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    DeadLettersController deadLettersController(
            Declarables declared,
            DeadLetterQueue letters,
            TextMessageConverter converter,
            ObjectProvider<ReplayCustomizer> customizers) {
        return new DeadLettersController(declared, letters, converter, customizers);
    }

    @Bean
    @ConditionalOnMissingBean(name = "deadLettersHealthIndicator")
    HealthIndicator deadLettersHealthIndicator(ConfirmedForwarder forwarder) {
        return () -> {
            Set<String> refusing = forwarder.refusing();
            return refusing.isEmpty()
                    ? Health.up().build()
                    : Health.down().withDetail("refusing", refusing).build();
        };
    }
}
