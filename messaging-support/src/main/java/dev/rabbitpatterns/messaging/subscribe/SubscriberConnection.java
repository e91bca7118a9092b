package dev.rabbitpatterns.messaging.subscribe;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Recoverable;
import com.rabbitmq.client.RecoveryListener;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import dev.rabbitpatterns.messaging.Channels;
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
 * The connection that all subscribers share. Their exclusive queues live as long as it does. It
 * opens for the first subscriber and reconnects by itself.
 *
 * <p>Listener containers do not fit here: each subscriber declares a queue whose name the broker
 * chooses, and acknowledges in batches without holding the messages. A container for each would
 * also mean a thread and a reconnect loop for each.
 */
final class SubscriberConnection implements RecoveryListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SubscriberConnection.class);

    private final ConnectionFactory factory;
    private final List<Address> addresses;
    private final String name;
    private volatile Runnable onReconnect = () -> {};
    private @Nullable Connection connection;

    SubscriberConnection(
            ConnectionFactory settings, List<Address> addresses, String name, Duration interval) {
        this.factory = settings.clone();
        this.addresses = addresses;
        this.name = name;
        factory.setAutomaticRecoveryEnabled(true);
        // Each subscriber declares its queue again itself, the same way as the first time.
        factory.setTopologyRecoveryEnabled(false);
        factory.setNetworkRecoveryInterval(interval.toMillis());
        factory.setExceptionHandler(new QuietWhileReconnecting());
        // The reading thread also handles deliveries, so it reads no faster than they are handled:
        // the prefetched messages of all subscribers together would not fit into memory.
        factory.setSharedExecutor(new ExecutorServiceAdapter(new SyncTaskExecutor()));
    }

    /** Sets an action that runs whenever the connection is back. */
    void onReconnect(Runnable action) {
        onReconnect = action;
    }

    synchronized Channel openChannel() throws IOException, TimeoutException {
        Connection open = connection;
        if (open == null) {
            open = factory.newConnection(addresses, name);
            ((Recoverable) open).addRecoveryListener(this);
            connection = open;
        }
        return Channels.open(open);
    }

    synchronized boolean isOpen() {
        return connection != null && connection.isOpen();
    }

    @Override
    public void handleRecovery(Recoverable recovered) {
        log.info("The subscribers' connection is back");
        onReconnect.run();
    }

    @Override
    public void handleRecoveryStarted(Recoverable lost) {
        log.info("The subscribers' connection is lost; reconnecting");
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.abort(5_000);
        }
    }

    /** Failed attempts to reconnect are expected, and too frequent for a warning. */
    private static final class QuietWhileReconnecting extends DefaultExceptionHandler {

        @Override
        public void handleConnectionRecoveryException(Connection lost, Throwable failure) {
            log.debug("The broker is not back yet", failure);
        }
    }
}
