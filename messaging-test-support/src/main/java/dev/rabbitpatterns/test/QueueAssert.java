package dev.rabbitpatterns.test;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Asserts what a queue of the {@link RealBroker} holds, as the broker counts it. Each assertion
 * waits until it is met.
 */
public final class QueueAssert extends AbstractAssert<QueueAssert, String> {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static @Nullable Connection connection;

    private QueueAssert(String queue) {
        super(queue, QueueAssert.class);
    }

    /** Begins an assertion about the queue of this name. */
    public static QueueAssert assertThatQueue(String name) {
        return new QueueAssert(name);
    }

    /** Expects this many messages, not counting those that are delivered but unacknowledged. */
    public QueueAssert holds(int messages) {
        return eventually(
                "to hold " + messages + " messages", state -> state.getMessageCount() == messages);
    }

    /** Expects no messages, not counting those that are delivered but unacknowledged. */
    public QueueAssert isEmpty() {
        return holds(0);
    }

    /** Expects this many consumers. */
    public QueueAssert hasConsumers(int consumers) {
        return eventually(
                "to have " + consumers + " consumers",
                state -> state.getConsumerCount() == consumers);
    }

    /** Expects the queue to exist. */
    public QueueAssert exists() {
        return eventually("to exist", state -> true);
    }

    /** Expects no queue of this name, not even an exclusive one of another connection. */
    public QueueAssert isGone() {
        Awaitility.await("queue '" + actual + "' to be gone")
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isUnknown(actual));
        return this;
    }

    private static boolean isUnknown(String queue) {
        try (Channel channel = channel()) {
            channel.queueDeclarePassive(queue);
            return false;
        } catch (Exception refused) {
            return refused.getCause() instanceof ShutdownSignalException signal
                    && signal.getReason() instanceof AMQP.Channel.Close close
                    && close.getReplyCode() == AMQP.NOT_FOUND;
        }
    }

    private QueueAssert eventually(String expectation, Predicate<AMQP.Queue.DeclareOk> condition) {
        Awaitility.await("queue '" + actual + "' " + expectation)
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> state(actual), state -> state != null && condition.test(state));
        return this;
    }

    private static AMQP.Queue.@Nullable DeclareOk state(String queue) {
        try (Channel channel = channel()) {
            return channel.queueDeclarePassive(queue);
        } catch (Exception absent) {
            return null;
        }
    }

    private static synchronized Channel channel() throws IOException {
        if (connection == null || !connection.isOpen()) {
            connection = RealBroker.get().connect();
        }
        return connection.createChannel();
    }
}
