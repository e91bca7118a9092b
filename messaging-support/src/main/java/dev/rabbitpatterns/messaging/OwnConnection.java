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
 * A connection for one purpose, such as publishing: the broker blocks a publishing connection
 * whole, acknowledgements too. It opens when it is first needed, and again after it was lost.
 *
 * <p>Netty flushes what many threads have written at once; plain sockets would cost a system call a
 * message. With TLS the plain sockets stay: that is where Boot's SSL bundles work.
 */
public final class OwnConnection implements AutoCloseable {

    private final ConnectionFactory shared;
    private final CachingConnectionFactory own;
    private final EventLoopGroup netty =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("amqp-io", true), NioIoHandler.newFactory());

    /**
     * @param shared the application's connection, whose settings hold for this one too
     * @param name by which the broker's administrator knows it
     */
    public OwnConnection(
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
        own.setConnectionNameStrategy(factory -> name);
    }

    /** The open connection, to a broker that has the topology. */
    public Connection get() {
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
