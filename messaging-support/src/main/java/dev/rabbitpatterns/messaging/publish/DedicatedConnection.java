package dev.rabbitpatterns.messaging.publish;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;

/**
 * A connection for one publisher alone, because the broker blocks a publishing connection as a
 * whole, including acknowledgements. It opens with the first publish, and again with the first one
 * after it was lost.
 *
 * <p>What arrives is handled by the thread that reads it, so no handler may block. Batches are for
 * plain connections: with TLS, or with a customizer's own sockets, each message is flushed by
 * itself.
 */
final class DedicatedConnection implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ConnectionFactory shared;
    private final CachingConnectionFactory own;
    private final BatchingSocketFactory sockets = new BatchingSocketFactory();
    private volatile @Nullable Socket socket;
    private volatile boolean blocked;

    DedicatedConnection(
            CachingConnectionFactory shared,
            com.rabbitmq.client.ConnectionFactory client,
            CachingConnectionFactoryConfigurer settings,
            String name) {
        this.shared = shared;
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
        own.addConnectionListener(this::opened);
        own.setConnectionNameStrategy(factory -> name);
    }

    /** A channel on this connection, to a broker that has the topology. */
    ConfirmChannel openChannel() throws IOException {
        declareTopology();
        return ConfirmChannel.open(delegateOf(open()), () -> blocked);
    }

    private void opened(
            org.springframework.amqp.rabbit.connection.@Nullable Connection connection) {
        blocked = false;
        // An alarm blocks the connection, also for channels that open later.
        delegateOf(connection).addBlockedListener(reason -> blocked = true, () -> blocked = false);
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

    /** What its sockets are made by. */
    BatchingSocketFactory sockets() {
        return sockets;
    }

    /** Says goodbye to the broker; but a write that is stuck would keep that waiting for ever. */
    @Override
    public void close() {
        Thread goodbye = Thread.startVirtualThread(own::destroy);
        try {
            Socket open = socket;
            if (!goodbye.join(CLOSE_TIMEOUT) && open != null) {
                open.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // It is closed, then.
        }
    }

    /** Creates connections to the same broker and with the same settings as the shared one. */
    static final class Factory {

        private final CachingConnectionFactory shared;
        private final CachingConnectionFactoryConfigurer settings;
        private final String application;

        Factory(
                CachingConnectionFactory shared,
                CachingConnectionFactoryConfigurer settings,
                String application) {
            this.shared = shared;
            this.settings = settings;
            this.application = application;
        }

        /** A connection that the broker lists under the application's name and this one. */
        DedicatedConnection named(String name) {
            return new DedicatedConnection(
                    shared,
                    shared.getRabbitConnectionFactory().clone(),
                    settings,
                    application + "." + name);
        }
    }
}
