package dev.rabbitpatterns.messaging.consume;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.support.converter.MessageConverter;

/**
 * For a listener that takes and returns a {@link Message} itself, because it also answers what it
 * cannot read.
 */
final class PassThroughConverter implements MessageConverter {

    @Override
    public Message toMessage(Object message, MessageProperties properties) {
        return (Message) message;
    }

    @Override
    public Object fromMessage(Message message) {
        return message.getBody();
    }
}
