package dev.rabbitpatterns.messaging;

import static org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.TemplateLowCardinalityTags.BEAN_NAME;
import static org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.TemplateLowCardinalityTags.EXCHANGE;
import static org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.TemplateLowCardinalityTags.ROUTING_KEY;

import io.micrometer.common.KeyValues;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.DefaultRabbitTemplateObservationConvention;

/**
 * Shows the routing key in traces only. It can be anything, a caller's reply address for one, and
 * as a tag of a metric each would be a time series of its own, for ever.
 */
final class PublishObservation extends DefaultRabbitTemplateObservationConvention {

    @Override
    public KeyValues getLowCardinalityKeyValues(RabbitMessageSenderContext context) {
        return KeyValues.of(
                BEAN_NAME.asString(), context.getBeanName(),
                EXCHANGE.asString(), context.getExchange());
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(RabbitMessageSenderContext context) {
        return KeyValues.of(ROUTING_KEY.asString(), context.getRoutingKey());
    }
}
