package dev.rabbitpatterns.benchmarks.raw;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.rabbitpatterns.benchmarks.Broker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands and answers each with a line: {@code publish QUEUE THREADS MILLIS}, {@code call
 * QUEUE CALLERS MILLIS}, {@code consume QUEUE PREFETCH ACK_EVERY} and {@code stop}.
 */
public final class RawClient {

    private final ConnectionFactory factory;
    private @Nullable Connection consuming;
    private @Nullable RawCalls calls;

    private RawClient(ConnectionFactory factory) {
        this.factory = factory;
    }

    static void main() throws Exception {
        RawClient client = new RawClient(Broker.fromEnvironment().connectionFactory());
        // Standard output belongs to the answers.
        PrintStream answers = System.out;
        System.setOut(System.err);
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                answers.println(client.answer(line.split(" ")));
                answers.flush();
            }
        }
        // No more commands will come. Its connections end with the process.
        System.exit(0);
    }

    private String answer(String[] words) throws Exception {
        return switch (words[0]) {
            case "publish" ->
                    RawPublisher.run(factory, words[1], number(words[2]), millis(words[3]))
                            .toLine();
            case "call" -> callsTo(words[1]).run(number(words[2]), millis(words[3])).toLine();
            case "consume" -> consume(words[1], number(words[2]), number(words[3]));
            case "stop" -> stop();
            default -> throw new IllegalArgumentException("There is no command " + words[0]);
        };
    }

    private RawCalls callsTo(String queue) throws Exception {
        RawCalls open = calls;
        if (open == null) {
            RawServer.serve(factory.newConnection("raw server"), queue);
            open = new RawCalls(factory.newConnection("raw caller"), queue);
            calls = open;
        }
        return open;
    }

    private String consume(String queue, int prefetch, int ackEvery) throws Exception {
        Connection connection = factory.newConnection("raw consumer");
        RawConsumer.start(connection.createChannel(), queue, prefetch, ackEvery);
        consuming = connection;
        return "consuming";
    }

    private String stop() throws IOException {
        if (consuming != null) {
            consuming.close();
            consuming = null;
        }
        return "stopped";
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private static Duration millis(String word) {
        return Duration.ofMillis(number(word));
    }
}
