package dev.rabbitpatterns.rpc;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/**
 * Knows to which addresses the server may answer.
 *
 * <p>An answer goes to the default exchange, from where every queue of the broker can be reached by
 * its name. So the broker's permissions cannot keep a request from naming another service's queue,
 * and the server itself has to.
 */
@ServerRole
@Component
class ReplyAddress {

    private static final Duration TRUSTED = Duration.ofMillis(500);
    private static final int REMEMBERED = 1000;

    /** The last addresses where somebody was, and when. */
    private final Map<String, Long> seenAt =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private final Pattern allowed;
    private final AmqpAdmin admin;

    ReplyAddress(RpcProperties properties, AmqpAdmin admin) {
        this.allowed = properties.server().replyTo();
        this.admin = admin;
    }

    /** Where the answer goes to. */
    String of(Message request) throws UnanswerableException {
        String replyTo = request.getMessageProperties().getReplyTo();
        if (replyTo == null || replyTo.isEmpty()) {
            throw new UnanswerableException("The request has no reply_to");
        }
        if (!allowed.matcher(replyTo).matches()) {
            throw new UnanswerableException(
                    "reply_to '%s' is not an address that this server answers to"
                            .formatted(replyTo));
        }
        return replyTo;
    }

    /**
     * Whether nobody is at a direct reply address any more. What is sent there would vanish without
     * a word; an answer to a queue that is gone is returned, so there is no need to ask.
     */
    boolean isDeserted(String replyTo) {
        if (!replyTo.startsWith(RpcTopology.DIRECT_REPLY) || wasThereJustNow(replyTo)) {
            return false;
        }
        if (admin.getQueueInfo(replyTo) == null) {
            return true;
        }
        synchronized (seenAt) {
            seenAt.put(replyTo, System.nanoTime());
        }
        return false;
    }

    /** A client sends all its calls from one address, and each question costs a round trip. */
    private boolean wasThereJustNow(String replyTo) {
        synchronized (seenAt) {
            Long seen = seenAt.get(replyTo);
            return seen != null && System.nanoTime() - seen < TRUSTED.toNanos();
        }
    }
}
