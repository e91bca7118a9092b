package dev.rabbitpatterns.messaging;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.support.converter.MessageConverter;

/**
 * For a listener that takes and returns a {@link Message} itself, because it has a word to say
 * about one that cannot be read.
 */
public final class AsItIs implements MessageConverter {

    /** The bean's name, for {@code @RabbitListener(messageConverter = …)}. */
    public static final String NAME = "asItIs";

    @Override
    public Message toMessage(Object message, MessageProperties properties) {
        return (Message) message;
    }

    @Override
    public Object fromMessage(Message message) {
        return message.getBody();
    }
}
