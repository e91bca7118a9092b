package dev.rabbitpatterns.messaging;

import org.springframework.amqp.rabbit.connection.ConnectionNameStrategy;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of messages and connection names:
 *
 * <ul>
 *   <li>{@link TextMessageConverter}: the body of a message is its text and nothing else
 *   <li>{@link ConnectionNameStrategy}: the broker lists connections under the application's name
 * </ul>
 *
 * <p>Each bean backs off in favour of one that the application defines.
 */
@AutoConfiguration(before = RabbitAutoConfiguration.class)
@ConditionalOnClass(RabbitTemplate.class)
@EnableConfigurationProperties({MessagingProperties.class, RabbitProperties.class})
public final class MessagingAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TextMessageConverter textMessageConverter(
            @Value("${spring.application.name:messaging}") String application,
            MessagingProperties properties) {
        return new TextMessageConverter(application, properties.maxTextSize());
    }

    @Bean
    @ConditionalOnMissingBean
    ConnectionNameStrategy connectionNameStrategy(
            @Value("${spring.application.name:messaging}") String application) {
        return factory -> application;
    }
}
