package dev.rabbitpatterns.messaging;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.RabbitConnectionFactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionFactoryBeanConfigurer;

/**
 * Makes connections beside the one that all share, to the same broker and with the same settings.
 */
final class OwnConnections {

    private final CachingConnectionFactory shared;
    private final RabbitConnectionFactoryBeanConfigurer clientSettings;
    private final CachingConnectionFactoryConfigurer settings;
    private final ObjectProvider<ConnectionFactoryCustomizer> customizers;
    private final String application;

    OwnConnections(
            CachingConnectionFactory shared,
            RabbitConnectionFactoryBeanConfigurer clientSettings,
            CachingConnectionFactoryConfigurer settings,
            ObjectProvider<ConnectionFactoryCustomizer> customizers,
            String application) {
        this.shared = shared;
        this.clientSettings = clientSettings;
        this.settings = settings;
        this.customizers = customizers;
        this.application = application;
    }

    /** One that the broker shows under the application's name and this one. */
    OwnConnection named(String name) {
        return new OwnConnection(shared, client(), settings, application + "." + name);
    }

    /** Not a clone of the shared one's: clones have their Netty settings in common. */
    private com.rabbitmq.client.ConnectionFactory client() {
        RabbitConnectionFactoryBean bean = new RabbitConnectionFactoryBean();
        clientSettings.configure(bean);
        try {
            bean.afterPropertiesSet();
            com.rabbitmq.client.ConnectionFactory client = bean.getObject();
            customizers.orderedStream().forEach(customizer -> customizer.customize(client));
            return client;
        } catch (Exception e) {
            throw new IllegalStateException("The connection to the broker is not set up", e);
        }
    }
}
