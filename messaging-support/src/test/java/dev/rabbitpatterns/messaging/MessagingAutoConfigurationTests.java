package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.rabbitpatterns.messaging.consume.ConsumeAutoConfiguration;
import dev.rabbitpatterns.messaging.consume.Deduplicator;
import dev.rabbitpatterns.messaging.consume.PullConsumer;
import dev.rabbitpatterns.messaging.deadletter.DeadLetterAutoConfiguration;
import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import dev.rabbitpatterns.messaging.events.EventsAutoConfiguration;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishAutoConfiguration;
import dev.rabbitpatterns.messaging.rest.RestAutoConfiguration;
import dev.rabbitpatterns.messaging.subscribe.SubscribeAutoConfiguration;
import dev.rabbitpatterns.messaging.subscribe.Subscribers;
import dev.rabbitpatterns.messaging.topology.TopologyAutoConfiguration;
import dev.rabbitpatterns.messaging.tracing.TracingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class MessagingAutoConfigurationTests {

    private final WebApplicationContextRunner runner =
            new WebApplicationContextRunner()
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                    .withConfiguration(
                            AutoConfigurations.of(
                                    MessagingAutoConfiguration.class,
                                    RestAutoConfiguration.class,
                                    TracingAutoConfiguration.class,
                                    EventsAutoConfiguration.class,
                                    TopologyAutoConfiguration.class,
                                    PublishAutoConfiguration.class,
                                    DeadLetterAutoConfiguration.class,
                                    ConsumeAutoConfiguration.class,
                                    SubscribeAutoConfiguration.class,
                                    RabbitAutoConfiguration.class,
                                    SslAutoConfiguration.class,
                                    JacksonAutoConfiguration.class,
                                    ValidationAutoConfiguration.class));

    @Test
    void startsWithoutABroker() {
        runner.run(context ->
                assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(ConfirmedPublisher.class)
                        .hasSingleBean(TextMessageConverter.class)
                        .hasSingleBean(MessageEvents.class)
                        .hasSingleBean(Deduplicator.class)
                        .hasSingleBean(DeadLetters.class)
                        .hasSingleBean(PullConsumer.class)
                        .hasBean("deadLetterQueue")
                        .doesNotHaveBean(Subscribers.class)
                        .hasBean("rabbitListenerContainerFactory"));
    }

    @Test
    void backsOffForACustomDeduplicator() {
        Deduplicator shared = (id, effect) -> true;

        runner.withBean(Deduplicator.class, () -> shared)
                .run(context -> assertThat(context).getBean(Deduplicator.class).isSameAs(shared));
    }

    @Test
    void backsOffForACustomPublisher() {
        ConfirmedPublisher other = mock();

        runner.withBean(ConfirmedPublisher.class, () -> other)
                .run(context ->
                        assertThat(context).getBean(ConfirmedPublisher.class).isSameAs(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messaging.publish.confirm-timeout=0s",
                "messaging.rest.retry-after=10ms",
                "messaging.rest.max-unanswered-lines=0",
                "messaging.rest.max-unanswered-size=much",
                "messaging.publish.idempotency-cache-size=0",
                "messaging.consume.max-kept=0",
                "messaging.consume.dedup-cache-size=-1",
                "messaging.events.max-readers=-1",
                "messaging.events.reader-buffer-size=0",
                "messaging.events.heartbeat=1ms",
                "messaging.dead-letters.requeue-delay=0s"
            })
    void anInvalidPropertyPreventsStartup(String property) {
        runner.withPropertyValues(property).run(context -> assertThat(context).hasFailed());
    }
}
