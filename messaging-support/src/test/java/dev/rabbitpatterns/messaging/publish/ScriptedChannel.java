package dev.rabbitpatterns.messaging.publish;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ReturnCallback;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import dev.rabbitpatterns.messaging.ForwardedMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mockito.invocation.InvocationOnMock;

/**
 * A channel whose broker answers what and when the test tells it to. A real broker does not lose a
 * confirm on demand.
 */
final class ScriptedChannel {

    private final Connection connection = mock();
    private final Channel channel = mock();
    private final AtomicLong next = new AtomicLong(1);
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private volatile boolean open = true;
    private volatile boolean blocked;
    private volatile @Nullable Throwable writesFailWith;
    private volatile CountDownLatch reading = new CountDownLatch(0);
    private ConfirmCallback onAck = (number, multiple) -> {};
    private ConfirmCallback onNack = (number, multiple) -> {};
    private ReturnCallback onReturn = returned -> {};
    private ShutdownListener onShutdown = cause -> {};

    ScriptedChannel() throws IOException {
        when(connection.openChannel()).thenReturn(Optional.of(channel));
        when(channel.isOpen()).thenAnswer(call -> open);
        when(channel.getNextPublishSeqNo()).thenAnswer(call -> next.get());
        when(channel.addConfirmListener(any(), any()))
                .thenAnswer(call -> {
                    onAck = call.getArgument(0);
                    onNack = call.getArgument(1);
                    return null;
                });
        when(channel.addReturnListener(any(ReturnCallback.class)))
                .thenAnswer(call -> {
                    onReturn = call.getArgument(0);
                    return null;
                });
        doAnswer(call -> onShutdown = call.getArgument(0)).when(channel).addShutdownListener(any());
        doAnswer(this::write)
                .when(channel)
                .basicPublish(anyString(), anyString(), anyBoolean(), any(), any());
    }

    private @Nullable Object write(InvocationOnMock call) throws Throwable {
        if (!open) {
            throw new AlreadyClosedException(connectionLost());
        }
        long number = next.getAndIncrement();
        reading.await();
        Throwable failure = writesFailWith;
        if (failure != null) {
            throw failure;
        }
        String routingKey = call.getArgument(1);
        numbers.put(routingKey, number);
        written.add(routingKey);
        return null;
    }

    ConfirmChannel open() throws IOException {
        return ConfirmChannel.open(connection, () -> blocked);
    }

    /** The routing keys of the messages in the order in which they were written. */
    List<String> written() {
        return written;
    }

    /** How many writes have started, including those that are still blocked. */
    long startedWrites() {
        return next.get() - 1;
    }

    void failWritesWith(@Nullable Throwable failure) {
        writesFailWith = failure;
    }

    /** From here on, writes block as they do when the socket's buffers are full. */
    void stopReading() {
        reading = new CountDownLatch(1);
    }

    void resumeReading() {
        reading.countDown();
    }

    void ack(String routingKey) throws IOException {
        onAck.handle(number(routingKey), false);
    }

    void ackUpTo(String routingKey) throws IOException {
        onAck.handle(number(routingKey), true);
    }

    void nack(String routingKey) throws IOException {
        onNack.handle(number(routingKey), false);
    }

    void returnMessage(String routingKey) {
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder()
                        .headers(Map.of(ForwardedMessage.PUBLISH_NUMBER, number(routingKey)))
                        .build();
        onReturn.handle(new Return(312, "NO_ROUTE", "", routingKey, properties, new byte[0]));
    }

    void block() {
        blocked = true;
    }

    void unblock() {
        blocked = false;
    }

    void loseConnection() {
        open = false;
        onShutdown.shutdownCompleted(connectionLost());
    }

    private long number(String routingKey) {
        return Objects.requireNonNull(numbers.get(routingKey), routingKey);
    }

    private static ShutdownSignalException connectionLost() {
        return new ShutdownSignalException(true, false, null, null);
    }
}
