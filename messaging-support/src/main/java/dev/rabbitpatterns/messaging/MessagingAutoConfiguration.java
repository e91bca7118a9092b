package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.DefaultSaslConfig;
import jakarta.validation.constraints.NotNull;
import org.springframework.amqp.rabbit.connection.ConnectionNameStrategy;
import org.springframework.amqp.rabbit.connection.SimplePropertyValueConnectionNameStrategy;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Auto-configuration of messages and connection names:
 *
 * <ul>
 *   <li>{@link TextMessageConverter}: the body of a message is its text and nothing else
 *   <li>{@link ConnectionNameStrategy}: the broker lists connections under the application's name
 *   <li>{@link ConnectionFactoryCustomizer}: new connections use renewed certificates, and the
 *       broker knows the service by its certificate if so configured
 * </ul>
 *
 * <p>Each bean backs off in favour of one that the application defines.
 */
@AutoConfiguration(before = RabbitAutoConfiguration.class)
@ConditionalOnClass(RabbitTemplate.class)
@EnableConfigurationProperties({
    MessagingAutoConfiguration.Properties.class,
    RabbitProperties.class
})
public final class MessagingAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TextMessageConverter textMessageConverter(
            @Value("${spring.application.name:messaging}") String application,
            Properties properties) {
        return new TextMessageConverter(application, properties.maxTextSize());
    }

    @Bean
    @ConditionalOnMissingBean
    ConnectionNameStrategy connectionNameStrategy() {
        return new SimplePropertyValueConnectionNameStrategy("spring.application.name");
    }

    /**
     * Spring Boot's own sockets would keep the certificate of the start. The properties are read at
     * run time, because a build that generates bean definitions decides on conditions.
     */
    @Bean
    ConnectionFactoryCustomizer certificates(
            Properties properties, RabbitProperties rabbit, SslBundles bundles) {
        String bundle = rabbit.getSsl().getBundle();
        return factory -> {
            if (bundle != null) {
                factory.setSocketFactory(null);
                factory.setSslContextFactory(name -> bundles.getBundle(bundle).createSslContext());
            }
            if (properties.certificateLogin()) {
                factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
            }
        };
    }

    /**
     * Settings for every message and every connection.
     *
     * @param maxTextSize the longest text that can be published, in UTF-8 bytes
     * @param certificateLogin whether the broker knows the service by the certificate in {@code
     *     spring.rabbitmq.ssl.bundle}, instead of a name and a password
     */
    @Validated
    @ConfigurationProperties("messaging")
    record Properties(
            @NotNull @DefaultValue("1MB") DataSize maxTextSize,
            @DefaultValue("false") boolean certificateLogin) {}
}
