package dev.rabbitpatterns.messaging.docs;

import java.util.Optional;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.providers.JavadocProvider;
import org.springframework.amqp.core.Exchange;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the OpenAPI document, for a service that has springdoc:
 *
 * <ul>
 *   <li>{@link MainDescription}: which Javadoc describes an operation
 *   <li>{@link ProblemAnswers}: the problems with which it can answer
 *   <li>{@link ProblemSchema}: what a problem looks like
 *   <li>{@link RequestExamples}: an example of each request
 *   <li>{@link BatchSchema}: the types that are not in JSON what they are in Java
 *   <li>{@link LoginInDocument}: the login, if it is on
 * </ul>
 */
@AutoConfiguration
@ConditionalOnClass(OperationCustomizer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class DocsAutoConfiguration {

    @Bean
    MainDescription mainDescription(Optional<JavadocProvider> javadoc) {
        return new MainDescription(javadoc);
    }

    /** An exchange takes a message even if no queue is bound. */
    @Bean
    ProblemAnswers problemAnswers(ObjectProvider<Exchange> exchange) {
        return new ProblemAnswers(exchange.getIfAvailable() == null);
    }

    @Bean
    ProblemSchema problemSchema() {
        return new ProblemSchema();
    }

    @Bean
    RequestExamples requestExamples() {
        return new RequestExamples();
    }

    @Bean
    BatchSchema batchSchema() {
        return new BatchSchema();
    }

    @Bean
    @ConditionalOnBooleanProperty("messaging.login.enabled")
    LoginInDocument loginInDocument() {
        return new LoginInDocument();
    }
}
