package dev.rabbitpatterns.rpc;

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
        return replyTo.startsWith(RpcTopology.DIRECT_REPLY) && admin.getQueueInfo(replyTo) == null;
    }
}
