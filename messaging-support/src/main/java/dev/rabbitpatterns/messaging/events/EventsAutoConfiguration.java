package dev.rabbitpatterns.messaging.events;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for streaming the life of each message:
 *
 * <ul>
 *   <li>{@link MessageEvents}: every step, counted and streamed
 *   <li>on the web, {@code GET /events}
 * </ul>
 */
@AutoConfiguration
@ConditionalOnClass(RabbitTemplate.class)
@EnableConfigurationProperties(EventsProperties.class)
public final class EventsAutoConfiguration {

    @Bean
    MessageEvents messageEvents(MeterRegistry meters, EventsProperties properties) {
        return new MessageEvents(meters, properties);
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    EventsController eventsController(MessageEvents events, EventsProperties properties) {
        return new EventsController(events, properties.heartbeat());
    }
}
