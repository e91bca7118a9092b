package dev.rabbitpatterns.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;

/**
 * Runs the application on a free port against the JVM's {@linkplain RealBroker real broker}.
 *
 * <p>Each test class has its own application: one that is still running for another class would
 * take messages from the same queues.
 */
@DirtiesContext
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(RealBrokerConfiguration.class)
public @interface RealBrokerTest {}
