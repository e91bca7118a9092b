package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class MessagingAutoConfigurationTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                    .withConfiguration(
                            AutoConfigurations.of(
                                    MessagingAutoConfiguration.class,
                                    PublishingAutoConfiguration.class,
                                    ConsumingAutoConfiguration.class,
                                    RabbitAutoConfiguration.class));

    @Test
    void needsNoBrokerToStart() {
        runner.run(context ->
                assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(ConfirmedPublisher.class)
                        .hasSingleBean(TextMessageConverter.class)
                        .hasSingleBean(MessageEvents.class)
                        .hasSingleBean(OneEffect.class)
                        .hasSingleBean(DeadLetters.class)
                        .hasSingleBean(PullConsumer.class)
                        .hasSingleBean(DeclaringAdmin.class)
                        .hasBean("rabbitListenerContainerFactory"));
    }

    @Test
    void givesWayToAnotherWayOfRememberingEffects() {
        OneEffect shared = (id, effect) -> true;

        runner.withBean(OneEffect.class, () -> shared)
                .run(context -> assertThat(context).getBean(OneEffect.class).isSameAs(shared));
    }

    @Test
    void givesWayToAnotherPublisher() {
        ConfirmedPublisher other = mock();

        runner.withBean(ConfirmedPublisher.class, () -> other)
                .run(context ->
                        assertThat(context).getBean(ConfirmedPublisher.class).isSameAs(other));
    }

    @Test
    void givesWayToAnotherAdmin() {
        AmqpAdmin other = mock();

        runner.withBean(AmqpAdmin.class, () -> other)
                .run(context ->
                        assertThat(context)
                                .hasSingleBean(AmqpAdmin.class)
                                .doesNotHaveBean(DeclaringAdmin.class));
    }

    @Test
    void everyBoundHasADefault() {
        runner.run(context -> {
            MessagingProperties properties = context.getBean(MessagingProperties.class);
            assertThat(properties.publish().confirmTimeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(properties.rest().maxTextSize()).isEqualTo(DataSize.ofMegabytes(1));
            assertThat(properties.events().readers()).isEqualTo(100);
            assertThat(properties.management().uri()).isNull();
        });
    }

    @Test
    void anEmptyManagementAddressIsNone() {
        runner.withPropertyValues("messaging.management.uri=")
                .run(context ->
                        assertThat(context.getBean(MessagingProperties.class).management().uri())
                                .isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messaging.publish.confirm-timeout=0s",
                "messaging.publish.retry-after=10ms",
                "messaging.deliveries.kept=0",
                "messaging.deliveries.remembered=-1",
                "messaging.events.readers=-1",
                "messaging.events.reader-buffer=0",
                "messaging.events.heartbeat=1ms",
                "messaging.dead-letters.retry-delay=0s"
            })
    void aBoundThatMakesNoSenseIsRefusedAtStart(String property) {
        runner.withPropertyValues(property).run(context -> assertThat(context).hasFailed());
    }
}
