package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Recoverable;
import com.rabbitmq.client.RecoveryListener;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;

/**
 * The one connection of all subscribers, as an exclusive queue lives as long as the connection that
 * declared it. It opens for the first subscriber and, when lost, comes back by itself.
 *
 * <p>A listener container a subscriber would be a thread and a reconnecting loop a subscriber, too.
 */
final class SubscriberConnection implements RecoveryListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SubscriberConnection.class);

    private final ConnectionFactory factory;
    private final List<Address> addresses;
    private final String name;
    private volatile Runnable onBack = () -> {};
    private @Nullable Connection connection;

    SubscriberConnection(
            ConnectionFactory settings, List<Address> addresses, String name, Duration reconnect) {
        this.factory = settings.clone();
        this.addresses = addresses;
        this.name = name;
        factory.setAutomaticRecoveryEnabled(true);
        // Each subscriber declares its queue again itself, the same way as the first time.
        factory.setTopologyRecoveryEnabled(false);
        factory.setNetworkRecoveryInterval(reconnect.toMillis());
        factory.setExceptionHandler(new QuietWhileReconnecting());
        // Who reads also handles, so that nothing is read that has no place yet: what the broker
        // may send ahead to all of them together is far more than the memory.
        factory.setSharedExecutor(new ExecutorServiceAdapter(new SyncTaskExecutor()));
    }

    /** Calls this whenever a lost connection has come back. */
    void onBack(Runnable subscribersReturn) {
        onBack = subscribersReturn;
    }

    synchronized Channel openChannel() throws IOException, TimeoutException {
        Connection open = connection;
        if (open == null) {
            open = factory.newConnection(addresses, name);
            ((Recoverable) open).addRecoveryListener(this);
            connection = open;
        }
        Channel channel = open.createChannel();
        if (channel == null) {
            throw new IOException("The connection has as many channels as the broker allows");
        }
        return channel;
    }

    synchronized boolean isOpen() {
        return connection != null && connection.isOpen();
    }

    @Override
    public void handleRecovery(Recoverable recovered) {
        log.info("The subscribers' connection has come back");
        onBack.run();
    }

    @Override
    public void handleRecoveryStarted(Recoverable lost) {
        log.info("The subscribers' connection is lost; it is opened again as soon as possible");
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.abort(5_000);
        }
    }

    /** A broker that is not back yet is no news. */
    private static final class QuietWhileReconnecting extends DefaultExceptionHandler {

        @Override
        public void handleConnectionRecoveryException(Connection lost, Throwable failure) {
            log.debug("The broker is not back yet", failure);
        }
    }
}
