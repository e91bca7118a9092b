package dev.rabbitpatterns.messaging.subscribe;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import dev.rabbitpatterns.messaging.Channels;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;

/**
 * The connection that all subscribers share. Their exclusive queues live as long as it does. It
 * opens for the first subscriber, and again when one needs it after it was lost.
 *
 * <p>Listener containers do not fit here: each subscriber declares a queue whose name the broker
 * chooses, and acknowledges in batches without holding the messages. A container for each would
 * also mean a thread and a reconnect loop for each.
 */
final class SubscriberConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SubscriberConnection.class);

    private final ConnectionFactory factory;
    private final List<Address> addresses;
    private final String name;
    private volatile @Nullable Connection connection;
    private volatile boolean closed;
    private final AtomicInteger failures = new AtomicInteger();
    private @Nullable Exception lastFailure;

    SubscriberConnection(ConnectionFactory settings, List<Address> addresses, String name) {
        this.factory = settings.clone();
        this.addresses = addresses;
        this.name = name;
        // The client would never notice that a connection was lost just as it had recovered.
        factory.setAutomaticRecoveryEnabled(false);
        // The reading thread also handles deliveries, so it reads no faster than they are handled:
        // the prefetched messages of all subscribers together would not fit into memory.
        factory.setSharedExecutor(new ExecutorServiceAdapter(new SyncTaskExecutor()));
    }

    Channel openChannel() throws IOException, TimeoutException {
        return Channels.open(open());
    }

    /**
     * Opens the connection, unless it is open already. Whoever waits for an attempt of another
     * thread that fails, fails with it: each would otherwise wait for an attempt of its own.
     */
    Connection open() throws IOException, TimeoutException {
        int before = failures.get();
        synchronized (this) {
            Connection last = connection;
            if (last != null && last.isOpen()) {
                return last;
            }
            if (closed) {
                throw new IOException("The service is shutting down");
            }
            if (failures.get() != before) {
                throw new IOException(lastFailure);
            }
            return connect(last != null);
        }
    }

    private Connection connect(boolean again) throws IOException, TimeoutException {
        try {
            Connection open = factory.newConnection(addresses, name);
            open.addShutdownListener(SubscriberConnection::lost);
            connection = open;
            if (again) {
                log.info("The subscribers' connection is back");
            }
            return open;
        } catch (IOException | TimeoutException e) {
            lastFailure = e;
            failures.incrementAndGet();
            throw e;
        }
    }

    private static void lost(ShutdownSignalException signal) {
        if (!signal.isInitiatedByApplication()) {
            log.info("The subscribers' connection is lost; reconnecting");
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            Connection last = connection;
            if (last != null) {
                last.abort(5_000);
            }
        }
    }
}
