package dev.rabbitpatterns.benchmarks;

import module java.base;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/**
 * The broker's queues, as an administrator sees them. Every measurement begins with an empty queue,
 * so that no subject pays for messages that another one has left.
 */
record Queues(CachingConnectionFactory connections, RabbitAdmin admin) {

    /** The broker's address, with an administrator's login. */
    static final URI BROKER = URI.create(System.getenv("BENCH_BROKER_URI"));

    /** What every message is. */
    static final byte[] BODY = "0123456789".repeat(20).getBytes(StandardCharsets.UTF_8);

    /** Connects to a broker, unless it holds messages that somebody may need. */
    static Queues open() {
        CachingConnectionFactory connections = new CachingConnectionFactory(BROKER);
        Queues queues = new Queues(connections, new RabbitAdmin(connections));
        if (queues.depth("hello") > 0) {
            throw new IllegalStateException("The messages in the queue hello would be deleted");
        }
        return queues;
    }

    Connection connect() throws Exception {
        return connections.getRabbitConnectionFactory().newConnection("benchmarks");
    }

    String broker() throws Exception {
        try (Connection connection = connect()) {
            return "RabbitMQ " + connection.getServerProperties().get("version");
        }
    }

    void declare(String queue) {
        admin.declareQueue(QueueBuilder.durable(queue).quorum().build());
    }

    /** The number of messages without the unacknowledged ones; 0 if there is no such queue. */
    long depth(String queue) {
        QueueInformation information = admin.getQueueInfo(queue);
        return information == null ? 0 : information.getMessageCount();
    }

    void delete(String queue) {
        admin.deleteQueue(queue);
        admin.deleteQueue(queue + ".calls");
    }

    void purge(String queue) {
        if (depth(queue) > 0) {
            admin.purgeQueue(queue, false);
        }
    }

    /** How many of these messages are not in the queue, even after a short wait. */
    double missing(String queue, double messages) throws InterruptedException {
        for (int i = 0; i < 100 && depth(queue) < messages; i++) {
            Thread.sleep(50);
        }
        return Math.max(0, messages - depth(queue));
    }

    /** Publishes messages with ids, as the services do, and returns once all are confirmed. */
    void fill(String queue, int messages) throws Exception {
        try (Connection connection = connect()) {
            Channel channel = connection.createChannel();
            BasicProperties.Builder persistent = MessageProperties.PERSISTENT_BASIC.builder();
            channel.confirmSelect();
            for (int sent = 0; sent < messages; sent++) {
                String id = UUID.randomUUID().toString();
                channel.basicPublish("", queue, persistent.messageId(id).build(), BODY);
            }
            channel.waitForConfirmsOrDie(60_000);
        }
    }
}
