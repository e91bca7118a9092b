package dev.rabbitpatterns.benchmarks.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;

/** Consumes messages, and acknowledges a number of them at once. */
final class RawConsumer extends DefaultConsumer {

    private final int ackEvery;
    private long received;

    private RawConsumer(Channel channel, int ackEvery) {
        super(channel);
        this.ackEvery = ackEvery;
    }

    static void start(Channel channel, String queue, int prefetch, int ackEvery)
            throws IOException {
        channel.basicQos(prefetch);
        channel.basicConsume(queue, false, new RawConsumer(channel, ackEvery));
    }

    @Override
    public void handleDelivery(
            String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
            throws IOException {
        if (++received % ackEvery == 0) {
            getChannel().basicAck(envelope.getDeliveryTag(), ackEvery > 1);
        }
    }
}
