package dev.rabbitpatterns.messaging;

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
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;

/**
 * A connection of its own for who publishes, as the broker blocks a publishing connection whole,
 * acknowledgements too. It opens with the first publish, and again with the first one after it was
 * lost.
 *
 * <p>Its thread is the one that is to write, and Netty sends what that has written at one go in one
 * piece: from another thread each message would be three tasks, and with plain sockets a system
 * call. With TLS the plain sockets stay: that is where Boot's SSL bundles work.
 */
final class OwnConnection implements AutoCloseable {

    /** How many bytes may wait for a broker that is slow to read, until half of them are gone. */
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(512_000, 1_024_000);

    private final ConnectionFactory shared;
    private final CachingConnectionFactory own;
    private volatile @Nullable Channel socket;
    private final EventLoopGroup netty;

    OwnConnection(
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
        own.addConnectionListener(connection -> declareWhatIsMissing());
        own.setConnectionNameStrategy(factory -> name);
    }

    /** The open connection, to a broker that has the topology. */
    Connection get() {
        declareWhatIsMissing();
        Connection delegate = open().getDelegate();
        if (delegate == null) {
            throw new IllegalStateException("The connection is closed");
        }
        return delegate;
    }

    /** One that is accepted and dropped while it opens is tried once more. */
    private org.springframework.amqp.rabbit.connection.Connection open() {
        try {
            return own.createConnection();
        } catch (AmqpIOException dropped) {
            return own.createConnection();
        }
    }

    /** As after a restart of the broker, by those who wait for the shared connection to open. */
    private void declareWhatIsMissing() {
        shared.createConnection();
    }

    /** Whether what was written before has gone out, but for a little. */
    boolean isWritable() {
        Channel current = socket;
        return current == null || current.isWritable();
    }

    /** The one thread that is to write. */
    Executor writer() {
        return netty;
    }

    @Override
    public void close() {
        own.destroy();
        var _ = netty.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
}
