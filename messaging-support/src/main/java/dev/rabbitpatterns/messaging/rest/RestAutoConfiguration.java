package dev.rabbitpatterns.messaging.rest;

import jakarta.validation.Validator;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.handler.MappedInterceptor;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Auto-configuration of what stands in front of every service's endpoints, in the order in which a
 * request meets it:
 *
 * <ul>
 *   <li>{@link SameOriginFilter}: refuses what a foreign web page makes a browser send
 *   <li>{@link RequestSizeFilter}: bounds each request body, and all of them together
 *   <li>{@link StreamsAnswerGetOnly}, {@link AuditLog}: interceptors
 *   <li>{@link StrictTextConverter}: reads {@code text/plain} without guessing
 *   <li>{@link BatchReader}: reads a {@link Batch}
 *   <li>{@link LinesConverter}: reads {@link Lines} of any number, and answers each
 *   <li>{@link ProblemDetails}: reports every failure as a problem
 * </ul>
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(RestProperties.class)
public final class RestAutoConfiguration {

    @Bean
    SameOriginFilter sameOriginFilter(
            RestProperties properties,
            @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return new SameOriginFilter(properties.allowedHosts(), problems);
    }

    @Bean
    RequestSizeFilter requestSizeFilter(RestProperties properties) {
        return new RequestSizeFilter(properties);
    }

    /** A slow client, malicious or not, occupies only its own thread. */
    @Bean
    TomcatProtocolHandlerCustomizer<?> threadForEachRequest() {
        return handler -> handler.setExecutor(new VirtualThreadExecutor("request-"));
    }

    @Bean
    MappedInterceptor streamsAnswerGetOnly() {
        return new MappedInterceptor(null, new StreamsAnswerGetOnly());
    }

    /** Not in the console, which only forwards: the services log what reaches them. */
    @Bean
    @ConditionalOnClass(name = "org.springframework.amqp.rabbit.core.RabbitTemplate")
    MappedInterceptor auditLog() {
        return new MappedInterceptor(null, new AuditLog());
    }

    @Bean
    @ConditionalOnMissingBean(StringHttpMessageConverter.class)
    StrictTextConverter strictTextConverter() {
        return new StrictTextConverter();
    }

    @Bean
    LinesConverter linesConverter(JsonMapper json, Validator validator, RestProperties properties) {
        return new LinesConverter(json, validator, properties);
    }

    @Bean
    JacksonModule batchModule(RestProperties properties) {
        return new SimpleModule("batch")
                .addDeserializer(Batch.class, new BatchReader(properties.maxBatchSize()));
    }

    @Bean
    ProblemDetails problemDetails(RestProperties properties) {
        return new ProblemDetails(properties.retryAfter());
    }
}
