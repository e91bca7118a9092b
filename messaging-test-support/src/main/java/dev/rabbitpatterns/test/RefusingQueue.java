package dev.rabbitpatterns.test;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * A queue of the {@link RealBroker} that refuses every publish until this is closed. The broker
 * applies a policy only some time after it is set, so the queue may contain a few probe messages
 * without an id.
 */
public final class RefusingQueue implements AutoCloseable {

    private static final String POLICY = "refusing";
    private static final long CONFIRM_TIMEOUT_MILLIS = 5_000;

    private RefusingQueue() {}

    /** Makes the queue of this name refuse, and returns once it does. */
    public static RefusingQueue named(String queue) {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        POLICY,
                        "^" + queue.replace(".", "\\.") + "$",
                        "{\"max-length\":0,\"overflow\":\"reject-publish\"}");
        try (Connection connection = RealBroker.get().connect();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            Awaitility.await(queue + " refuses").until(() -> !accepts(channel, queue));
            return new RefusingQueue();
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("Cannot publish to '" + queue + "'", e);
        }
    }

    private static boolean accepts(Channel channel, String queue) throws Exception {
        channel.basicPublish("", queue, null, new byte[] {'x'});
        return channel.waitForConfirms(CONFIRM_TIMEOUT_MILLIS);
    }

    /** Lets the queue accept messages again. */
    @Override
    public void close() {
        RealBroker.get().ctl("clear_policy", POLICY);
    }
}
