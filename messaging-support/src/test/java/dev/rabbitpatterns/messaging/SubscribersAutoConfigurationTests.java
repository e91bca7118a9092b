package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

class SubscribersAutoConfigurationTests {

    private final WebApplicationContextRunner runner =
            new WebApplicationContextRunner()
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                    .withConfiguration(
                            AutoConfigurations.of(
                                    MessagingAutoConfiguration.class,
                                    PublishingAutoConfiguration.class,
                                    ConsumingAutoConfiguration.class,
                                    SubscribersAutoConfiguration.class,
                                    RabbitAutoConfiguration.class));

    @Test
    void aServiceWithAnExchangeHasSubscribersAndNeedsNoBrokerToStart() {
        runner.withBean(FanoutExchange.class, "logs")
                .run(context ->
                        assertThat(context)
                                .hasNotFailed()
                                .hasSingleBean(Subscribers.class)
                                .hasSingleBean(SubscribersController.class));
    }

    @Test
    void aServiceWithoutOneHasNone() {
        runner.run(
                context -> assertThat(context).hasNotFailed().doesNotHaveBean(Subscribers.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messaging.subscribers.allowed=-1",
                "messaging.subscribers.allowed=2001",
                "messaging.subscribers.max-bindings=0",
                "messaging.subscribers.kept=0",
                "messaging.subscribers.stream-buffer=0",
                "messaging.subscribers.heartbeat=1ms",
                "messaging.subscribers.prefetch=0",
                "messaging.subscribers.acknowledge-together=0",
                "messaging.subscribers.acknowledge-within=0s",
                "messaging.subscribers.reconnect=0s"
            })
    void aBoundThatMakesNoSenseIsRefusedAtStart(String property) {
        runner.withBean(FanoutExchange.class, "logs")
                .withPropertyValues(property)
                .run(context -> assertThat(context).hasFailed());
    }
}
