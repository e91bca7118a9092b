package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.Connection;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;

/**
 * The publishers' own connection, as the broker blocks a publishing connection whole,
 * acknowledgements too. It opens with the first publish, and again with the first one after it was
 * lost.
 *
 * <p>Netty writes what is published while it is busy with one flush; plain sockets would cost a
 * system call a message. With TLS the plain sockets stay: that is where Boot's SSL bundles work.
 */
final class PublisherConnection implements AutoCloseable {

    private final ConnectionFactory shared;
    private final CachingConnectionFactory own;
    private final EventLoopGroup netty =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("publisher", true), NioIoHandler.newFactory());

    PublisherConnection(
            CachingConnectionFactory shared,
            CachingConnectionFactoryConfigurer settings,
            String name) {
        this.shared = shared;
        com.rabbitmq.client.ConnectionFactory client = shared.getRabbitConnectionFactory().clone();
        if (!client.isSSL()) {
            client.netty()
                    .eventLoopGroup(netty)
                    .bootstrapCustomizer(bootstrap ->
                            bootstrap.option(
                                    ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                    client.getConnectionTimeout()));
        }
        this.own = new CachingConnectionFactory(client);
        settings.configure(own);
        own.setConnectionNameStrategy(factory -> name + ".publisher");
    }

    /** The open connection, to a broker that has the topology. */
    Connection get() {
        // Who listens there declares what is missing, as after a restart of the broker.
        shared.createConnection();
        Connection delegate = own.createConnection().getDelegate();
        if (delegate == null) {
            throw new IllegalStateException("The connection is closed");
        }
        return delegate;
    }

    @Override
    public void close() {
        own.destroy();
        var _ = netty.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
}
