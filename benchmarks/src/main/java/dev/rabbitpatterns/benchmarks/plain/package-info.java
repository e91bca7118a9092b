/**
 * A service as in guides to Spring AMQP: a controller that publishes with {@code RabbitTemplate},
 * an {@code @RabbitListener}, and Spring Boot's defaults for everything else.
 */
@NullMarked
package dev.rabbitpatterns.benchmarks.plain;

import org.jspecify.annotations.NullMarked;
