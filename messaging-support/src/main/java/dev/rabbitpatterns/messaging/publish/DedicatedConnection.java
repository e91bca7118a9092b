package dev.rabbitpatterns.messaging.publish;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;

/**
 * A connection for one publisher alone: when the broker blocks a connection that publishes, it
 * blocks its acknowledgements as well. It opens with the first publish, and again with the first
 * one after it was lost.
 *
 * <p>The thread that reads from the connection also runs the handlers, so no handler may block.
 * Only plain connections write in batches: with TLS, or with a customizer's own sockets, each
 * message is flushed by itself.
 */
final class DedicatedConnection implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ConnectionFactory shared;
    private final CachingConnectionFactory own;
    private final BatchingSocketFactory sockets = new BatchingSocketFactory();
    private volatile @Nullable Socket socket;
    private volatile AtomicBoolean blocked = new AtomicBoolean();

    /**
     * To the same broker and with the same settings as the shared one.
     *
     * @param name how the broker lists it
     */
    DedicatedConnection(
            CachingConnectionFactory shared,
            CachingConnectionFactoryConfigurer settings,
            String name) {
        this.shared = shared;
        com.rabbitmq.client.ConnectionFactory client = shared.getRabbitConnectionFactory().clone();
        if (client.getSocketFactory() == null && !client.isSSL()) {
            client.setSocketFactory(sockets);
        }
        client.setSocketConfigurator(
                client.getSocketConfigurator().andThen(opened -> socket = opened));
        // A dead connection is closed even while a write to it is stuck.
        client.setShutdownExecutor(Executors.newVirtualThreadPerTaskExecutor());
        this.own = new CachingConnectionFactory(client);
        settings.configure(own);
        own.setExecutor(new ExecutorServiceAdapter(new SyncTaskExecutor()));
        own.addConnectionListener(this::onOpened);
        own.setConnectionNameStrategy(factory -> name);
    }

    /** Opens a channel on this connection, after declaring the topology. */
    ConfirmChannel openChannel() throws IOException {
        declareTopology();
        Connection connection = delegateOf(open());
        AtomicBoolean alarm = blocked;
        if (alarm.get()) {
            // The broker would not read the request for a channel either.
            throw PublishException.Refused.blocked();
        }
        return ConfirmChannel.open(connection, alarm::get);
    }

    private void onOpened(
            org.springframework.amqp.rabbit.connection.@Nullable Connection connection) {
        // An alarm blocks the whole connection, including channels that open later.
        AtomicBoolean alarm = new AtomicBoolean();
        delegateOf(connection)
                .addBlockedListener(reason -> alarm.set(true), () -> alarm.set(false));
        blocked = alarm;
        declareTopology();
    }

    private static Connection delegateOf(
            org.springframework.amqp.rabbit.connection.@Nullable Connection connection) {
        Connection delegate = connection == null ? null : connection.getDelegate();
        if (delegate == null) {
            throw new IllegalStateException("The connection is closed");
        }
        return delegate;
    }

    /** Retries once if the broker accepts the connection but drops it while it opens. */
    private org.springframework.amqp.rabbit.connection.Connection open() {
        try {
            return own.createConnection();
        } catch (AmqpIOException dropped) {
            return own.createConnection();
        }
    }

    /**
     * Opening the shared connection declares the topology, for instance after a restart of the
     * broker.
     */
    private void declareTopology() {
        shared.createConnection();
    }

    /** The factory of its sockets. */
    BatchingSocketFactory sockets() {
        return sockets;
    }

    /** Closes the connection. If a stuck write blocks that, closes the socket instead. */
    @Override
    public void close() {
        Thread closing = Thread.startVirtualThread(own::destroy);
        try {
            Socket open = socket;
            if (!closing.join(CLOSE_TIMEOUT) && open != null) {
                open.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // It is closed already.
        }
    }
}
