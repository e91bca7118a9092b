/**
 * What a service declared, what the broker says of it now, and what is wrong.
 *
 * <p>{@link dev.rabbitpatterns.messaging.topology.DeclaringAdmin} declares the queues and exchanges
 * whenever a connection opens, and stops the consumers while the broker refuses them. {@link
 * dev.rabbitpatterns.messaging.topology.TopologyReport} answers {@code GET /topology} with queue
 * depths, consumers and bindings; what AMQP does not report comes from the management API.
 */
@NullMarked
package dev.rabbitpatterns.messaging.topology;

import org.jspecify.annotations.NullMarked;
