package dev.rabbitpatterns.console;

import com.rabbitmq.client.AMQP;
import dev.rabbitpatterns.test.TutorialProgram;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program that sends to the same exchange or queue as the service of a page, and is counted. */
final class AnotherProgram implements AutoCloseable {

    private final WalkedPage site;
    private final TutorialProgram program = new TutorialProgram();
    private int sent;

    AnotherProgram(WalkedPage site) {
        this.site = site;
    }

    /** How many messages it has sent. */
    int sent() {
        return sent;
    }

    /** Sends a text as a message of this kind, with an id or without. */
    void send(Map<String, Object> kind, @Nullable String id, String text) {
        send(kind, id, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends something that begins like this text, but is not UTF-8. */
    void sendNotText(Map<String, Object> kind, @Nullable String id, String text) {
        send(kind, id, (text + "\u00ff").getBytes(StandardCharsets.ISO_8859_1));
    }

    private void send(Map<String, Object> kind, @Nullable String id, byte[] body) {
        Map<String, Object> headers = new HashMap<>();
        if (kind.get("headers") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> headers.put(name.toString(), value));
        }
        if (kind.get("failures") instanceof Integer failures) {
            headers.put("x-simulate-failures", failures);
        }
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder()
                        .headers(headers)
                        .messageId(id)
                        .replyTo((String) kind.get("replyTo"))
                        .build();
        program.emit(site.exchange(), site.keyOf(kind), body, properties);
        sent++;
    }

    @Override
    public void close() {
        program.close();
    }
}
