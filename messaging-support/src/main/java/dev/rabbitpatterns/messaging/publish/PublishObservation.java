package dev.rabbitpatterns.messaging.publish;

import static org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.TemplateLowCardinalityTags.BEAN_NAME;
import static org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.TemplateLowCardinalityTags.EXCHANGE;
import static org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.TemplateLowCardinalityTags.ROUTING_KEY;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.DefaultRabbitTemplateObservationConvention;

/**
 * Observes a publish under Spring AMQP's own names, and continues the publisher's trace.
 *
 * <p>The routing key is in traces only. It can be anything, such as a reply address, and as the tag
 * of a metric each value would create a time series of its own.
 */
final class PublishObservation extends DefaultRabbitTemplateObservationConvention {

    private final ObservationRegistry observations;

    PublishObservation(ObservationRegistry observations) {
        this.observations = observations;
    }

    /** Starts to observe a publish, and writes the trace into the message's headers. */
    Observation start(String exchange, String routingKey, Message message) {
        return RabbitTemplateObservation.TEMPLATE_OBSERVATION.start(
                this,
                this,
                () ->
                        new RabbitMessageSenderContext(
                                message, "confirmedPublisher", exchange, routingKey),
                observations);
    }

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
