package dev.rabbitpatterns.benchmarks;

import module java.base;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import com.rabbitmq.client.RpcServer;
import dev.rabbitpatterns.benchmarks.Drain.Running;
import dev.rabbitpatterns.benchmarks.Outcome.Moment;

/**
 * Nothing but amqp-client, with as many threads as the others have connections: the least that a
 * task takes. It runs in this process, and stays warm.
 *
 * @param task {@code publish} or {@code call}
 */
record RawClient(Queues queues, String task, String queue) implements Rounds.Program {

    private static final int TIMEOUT_MILLIS = 10_000;

    @Override
    public void warmUp() throws Exception {
        queues.declare(queue);
        run(64, Options.FIRST_WARM_UP);
    }

    @Override
    public Map<String, Double> measure(int load) throws Exception {
        run(load, Options.WARM_UP);
        Moment start = Moment.now(ProcessHandle.current());
        return run(load, Options.SECONDS).figures(start, Moment.now(ProcessHandle.current()));
    }

    private Outcome run(int threads, int seconds) throws Exception {
        if (seconds == 0) {
            return Outcome.NONE;
        }
        try (Connection connection = queues.connect();
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            long start = System.nanoTime();
            long end = start + seconds * 1_000_000_000L;
            Callable<LongStream> one =
                    task.equals("call") ? caller(connection, end) : publisher(connection, end);
            LongStream taken = LongStream.empty();
            for (Future<LongStream> all : executor.invokeAll(Collections.nCopies(threads, one))) {
                taken = LongStream.concat(taken, all.get());
            }
            long[] sorted = taken.sorted().toArray();
            double p50 = sorted[sorted.length / 2] / 1e6;
            double p99 = sorted[sorted.length * 99 / 100] / 1e6;
            return new Outcome(sorted.length, (System.nanoTime() - start) / 1e9, p50, p99, 0);
        } finally {
            queues.purge(queue);
        }
    }

    private static LongStream repeat(Callable<?> work, long deadline) throws Exception {
        LongStream.Builder taken = LongStream.builder();
        for (long now = System.nanoTime(); now < deadline; ) {
            work.call();
            long after = System.nanoTime();
            taken.add(after - now);
            now = after;
        }
        return taken.build();
    }

    /** Each thread has a channel, and waits for each confirm. */
    private Callable<LongStream> publisher(Connection connection, long deadline) {
        BasicProperties persistent = MessageProperties.MINIMAL_PERSISTENT_BASIC;
        return () -> {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            return repeat(
                    () -> {
                        channel.basicPublish("", queue, persistent, Queues.BODY);
                        return channel.waitForConfirms(TIMEOUT_MILLIS);
                    },
                    deadline);
        };
    }

    /** All threads share a channel, with direct reply-to. The server answers with nothing. */
    private Callable<LongStream> caller(Connection connection, long deadline) throws IOException {
        RpcServer server = new RpcServer(connection.createChannel(), queue);
        Thread.ofPlatform().start(new FutureTask<>(server::mainloop));
        RpcClientParams parameters = new RpcClientParams().channel(connection.createChannel());
        parameters.exchange("").routingKey(queue).timeout(TIMEOUT_MILLIS);
        RpcClient client = new RpcClient(parameters);
        return () -> repeat(() -> client.primitiveCall(Queues.BODY), deadline);
    }

    /** Consumes with hello-service's prefetch and acknowledgements. */
    Running consume() throws Exception {
        Connection connection = queues.connect();
        Channel channel = connection.createChannel();
        DeliverCallback acknowledge =
                (consumer, message) -> {
                    long number = message.getEnvelope().getDeliveryTag();
                    if (number % 32 == 0) {
                        channel.basicAck(number, true);
                    }
                };
        channel.basicQos(64);
        channel.basicConsume(queue, false, acknowledge, consumer -> {});
        return new Running(ProcessHandle.current(), connection);
    }
}
