package dev.rabbitpatterns.messaging.consume;

import dev.rabbitpatterns.messaging.Deliveries;
import dev.rabbitpatterns.messaging.MessagingAutoConfiguration;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.listener.ConditionalRejectingErrorHandler;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.retry.MessageRecoverer;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.amqp.support.converter.MessageConverter;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.amqp.autoconfigure.SimpleRabbitListenerContainerFactoryConfigurer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.retry.RetryPolicy;

/**
 * Auto-configuration of what a consumer needs:
 *
 * <ul>
 *   <li>{@link BoundedRetry}, and a listener container factory with it around every listener
 *   <li>{@link Deduplicator}: a duplicate has no second effect; {@link
 *       DatabaseConsumeAutoConfiguration} has another one where there is a database
 *   <li>{@link PullConsumer}: takes one message on request
 *   <li>{@link Inbox}: lists the last messages received
 *   <li>{@code passThroughConverter}: for a listener that reads and answers messages itself
 * </ul>
 *
 * <p>A message that fails every attempt goes to the {@link MessageRecoverer}. One that replaces the
 * dead letters has to be {@code Primary}.
 */
@AutoConfiguration(after = MessagingAutoConfiguration.class, before = RabbitAutoConfiguration.class)
@ConditionalOnClass(RabbitTemplate.class)
@EnableConfigurationProperties(ConsumeProperties.class)
public final class ConsumeAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Deduplicator deduplicator(ConsumeProperties properties) {
        return Deduplicator.inMemory(properties.dedupCacheSize());
    }

    @Bean
    @ConditionalOnMissingBean
    Inbox inbox(ConsumeProperties properties) {
        return new Inbox(properties.maxKept(), properties.maxKeptSize());
    }

    @Bean
    PullConsumer pullConsumer(
            ConnectionFactory connections,
            TextMessageConverter converter,
            MessageRecoverer recoverer,
            MessageEvents events,
            MessageTrace trace) {
        return new PullConsumer(connections, converter, recoverer, events, trace);
    }

    @Bean(defaultCandidate = false)
    MessageConverter passThroughConverter() {
        return new PassThroughConverter();
    }

    @Bean
    BoundedRetry boundedRetry(
            RabbitProperties rabbit, MessageRecoverer recoverer, MessageEvents events) {
        return new BoundedRetry(retryPolicy(rabbit), recoverer, events);
    }

    @Bean
    @ConditionalOnMissingBean(name = "rabbitListenerContainerFactory")
    SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(
            SimpleRabbitListenerContainerFactoryConfigurer configurer,
            ConnectionFactory connections,
            BoundedRetry boundedRetry,
            ConsumeProperties properties) {
        long maxAckDelay = properties.maxAckDelay().toMillis();
        SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
        configurer.configure(factory, connections);
        factory.setAdviceChain(boundedRetry);
        // Otherwise a header could turn one message into millions of deliveries.
        factory.setDeBatchingEnabled(false);
        factory.setErrorHandler(new QuietWhileRequeued());
        long reconnect = properties.reconnectInterval().toMillis();
        factory.setRecoveryInterval(reconnect);
        factory.setContainerCustomizer(container -> {
            container.setMessageAckListener(boundedRetry);
            container.setMessagePropertiesConverter(Deliveries.PROPERTIES);
            container.setShutdownTimeout(properties.shutdownTimeout().toMillis());
            // Also the wait if the broker is lost again while the container looks for its queue.
            container.setFailedDeclarationRetryInterval(reconnect);
            // Keep retrying: credentials may be rotated back.
            container.setPossibleAuthenticationFailureFatal(false);
            // Also how soon an idle consumer notices that it should stop, or that the broker is
            // gone.
            container.setReceiveTimeout(maxAckDelay);
            container.setBatchReceiveTimeout(maxAckDelay);
        });
        return factory;
    }

    /** The reason for requeueing is logged once, when it begins. */
    private static final class QuietWhileRequeued extends ConditionalRejectingErrorHandler {

        @Override
        protected void log(Throwable failure) {
            if (failure.getCause() instanceof ImmediateRequeueAmqpException) {
                logger.debug("A message is requeued", failure);
            } else {
                super.log(failure);
            }
        }
    }

    /**
     * For a listener that takes and returns a {@link Message} itself, because it also answers what
     * it cannot read. Spring's own converters read the body before the listener is called.
     */
    private static final class PassThroughConverter implements MessageConverter {

        @Override
        public Message toMessage(Object message, MessageProperties properties) {
            return (Message) message;
        }

        @Override
        public Object fromMessage(Message message) {
            return message.getBody();
        }
    }

    /** Boot's {@code spring.rabbitmq.listener.simple.retry}, for failures that a retry may cure. */
    private static RetryPolicy retryPolicy(RabbitProperties rabbit) {
        RabbitProperties.ListenerRetry retry = rabbit.getListener().getSimple().getRetry();
        return RetryPolicy.builder()
                .maxRetries(retry.isEnabled() ? retry.getMaxRetries() : 0)
                .delay(retry.getInitialInterval())
                .multiplier(retry.getMultiplier())
                .maxDelay(retry.getMaxInterval())
                .excludes(MessageConversionException.class, AmqpRejectAndDontRequeueException.class)
                .build();
    }
}
