package dev.rabbitpatterns.messaging.publish;

import com.rabbitmq.client.Connection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.RabbitConnectionFactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionFactoryBeanConfigurer;

/**
 * A connection for one publisher alone, because the broker blocks a publishing connection as a
 * whole, including acknowledgements. It opens with the first publish, and again with the first one
 * after it was lost.
 *
 * <p>Publishes are written on its Netty thread, which flushes everything that it writes in one go
 * together; written from another thread, each message would be three tasks, and with plain sockets
 * a system call. With TLS it uses plain sockets, because that is where Boot's SSL bundles work.
 */
final class DedicatedConnection implements AutoCloseable {

    /** How many bytes may wait for a broker that is slow to read, until half of them are gone. */
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(512_000, 1_024_000);

    private final ConnectionFactory shared;
    private final CachingConnectionFactory own;
    private volatile @Nullable Channel socket;
    private final EventLoopGroup netty;

    DedicatedConnection(
            CachingConnectionFactory shared,
            com.rabbitmq.client.ConnectionFactory client,
            CachingConnectionFactoryConfigurer settings,
            String name) {
        this.shared = shared;
        this.netty =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
        if (!client.isSSL()) {
            client.netty()
                    .eventLoopGroup(netty)
                    .channelCustomizer(opened -> socket = opened)
                    .bootstrapCustomizer(bootstrap ->
                            bootstrap
                                    .option(
                                            ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                            client.getConnectionTimeout())
                                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT));
        }
        this.own = new CachingConnectionFactory(client);
        settings.configure(own);
        own.addConnectionListener(connection -> declareTopology());
        own.setConnectionNameStrategy(factory -> name);
    }

    /** The open connection, to a broker that has the topology. */
    Connection get() {
        declareTopology();
        Connection delegate = open().getDelegate();
        if (delegate == null) {
            throw new IllegalStateException("The connection is closed");
        }
        return delegate;
    }

    /** A connection that is accepted and dropped while it opens is retried once. */
    private org.springframework.amqp.rabbit.connection.Connection open() {
        try {
            return own.createConnection();
        } catch (AmqpIOException dropped) {
            return own.createConnection();
        }
    }

    /** Opening the shared connection declares it, for instance after the broker has restarted. */
    private void declareTopology() {
        shared.createConnection();
    }

    /** Whether few enough bytes wait to be sent. */
    boolean isWritable() {
        Channel current = socket;
        return current == null || current.isWritable();
    }

    /** The one thread that may write. */
    Executor writer() {
        return netty;
    }

    @Override
    public void close() {
        own.destroy();
        var _ = netty.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    /** Creates connections to the same broker and with the same settings as the shared one. */
    static final class Factory {

        private final CachingConnectionFactory shared;
        private final RabbitConnectionFactoryBeanConfigurer clientSettings;
        private final CachingConnectionFactoryConfigurer settings;
        private final ObjectProvider<ConnectionFactoryCustomizer> customizers;
        private final String application;

        Factory(
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

        /** A connection that the broker lists under the application's name and this one. */
        DedicatedConnection named(String name) {
            return new DedicatedConnection(shared, client(), settings, application + "." + name);
        }

        /** Not a clone of the shared one's, because clones share their Netty settings. */
        private com.rabbitmq.client.ConnectionFactory client() {
            RabbitConnectionFactoryBean bean = new RabbitConnectionFactoryBean();
            clientSettings.configure(bean);
            try {
                bean.afterPropertiesSet();
                com.rabbitmq.client.ConnectionFactory client = bean.getObject();
                customizers.orderedStream().forEach(customizer -> customizer.customize(client));
                return client;
            } catch (Exception e) {
                throw new IllegalStateException(
                        "The connection to the broker could not be configured", e);
            }
        }
    }
}
