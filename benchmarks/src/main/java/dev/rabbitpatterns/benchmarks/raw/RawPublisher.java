package dev.rabbitpatterns.benchmarks.raw;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import dev.rabbitpatterns.benchmarks.Payload;
import dev.rabbitpatterns.benchmarks.load.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes from several threads, and waits for each confirm. The threads share a connection, but
 * not a channel.
 */
final class RawPublisher {

    private static final long CONFIRM_TIMEOUT = 10_000;

    private RawPublisher() {}

    static Outcome run(ConnectionFactory factory, String queue, int threads, Duration time)
            throws Exception {
        try (Connection connection = factory.newConnection("raw publisher")) {
            List<Callers.Work> works = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                works.add(publisher(connection.createChannel(), queue));
            }
            return Callers.run(works, time);
        }
    }

    private static Callers.Work publisher(Channel channel, String queue) throws Exception {
        byte[] body = Payload.bytes();
        channel.confirmSelect();
        channel.addReturnListener(returned -> {
            throw new IllegalStateException(queue + " is not there");
        });
        return () -> {
            channel.basicPublish("", queue, true, MessageProperties.MINIMAL_PERSISTENT_BASIC, body);
            channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT);
        };
    }
}
