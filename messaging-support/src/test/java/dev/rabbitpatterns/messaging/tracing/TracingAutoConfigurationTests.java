package dev.rabbitpatterns.messaging.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import brave.handler.MutableSpan;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.brave.bridge.BraveFinishedSpan;
import io.micrometer.tracing.exporter.FinishedSpan;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.listener.ListenerExecutionFailedException;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Traces cost nothing unless their profile is active. */
class TracingAutoConfigurationTests {

    private static final List<String> TRACERS =
            List.of("io.micrometer.tracing", "brave", "zipkin2");

    private final WebApplicationContextRunner contexts =
            new WebApplicationContextRunner()
                    .withInitializer(new ConfigDataApplicationContextInitializer())
                    .withPropertyValues("spring.config.import=classpath:messaging-defaults.yml")
                    .withUserConfiguration(Service.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {}

    @Test
    void withoutTheProfileThereIsNoTracer() {
        contexts.run(context -> {
            assertThat(tracersIn(context)).isEmpty();
            assertThat(context.getBean(MessageTrace.class)).isSameAs(MessageTrace.NONE);
        });
    }

    @Test
    void withTheProfileThereIsOne() {
        contexts.withPropertyValues("spring.profiles.active=tracing")
                .run(context -> {
                    assertThat(context).hasSingleBean(Tracer.class);
                    assertThat(tracersIn(context)).isNotEmpty();
                    assertThat(context.getBean(MessageTrace.class)).isNotSameAs(MessageTrace.NONE);
                });
    }

    /** The exception of a listener has the message, and thousands of spans can wait for Zipkin. */
    @Test
    void aSpanKeepsNothingThatAnExceptionRefersTo() {
        Message message = new Message(new byte[1_000_000]);
        Throwable failure =
                new ListenerExecutionFailedException(
                        "x".repeat(9_000), new IllegalStateException(), message);
        FinishedSpan span = BraveFinishedSpan.fromBrave(new MutableSpan()).setError(failure);

        FinishedSpan exported = new TracingAutoConfiguration.Enabled().errorsAsText().map(span);

        Throwable error = Objects.requireNonNull(exported.getError());
        assertThat(error).hasNoCause().isNotInstanceOf(ListenerExecutionFailedException.class);
        assertThat(error.getMessage()).contains("xxx").hasSizeLessThan(300);
        assertThat(error.getStackTrace()).isEmpty();
    }

    /** The beans of the tracers' own types. */
    private static Stream<String> tracersIn(AssertableWebApplicationContext context) {
        return Stream.of(context.getBeanDefinitionNames())
                .map(name -> Objects.requireNonNull(context.getType(name)).getName())
                .filter(type -> TRACERS.stream().anyMatch(own -> type.startsWith(own + ".")));
    }
}
