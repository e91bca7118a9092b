/**
 * Changes a database and publishes a message, so that both happen or neither does, and the message
 * has exactly one effect.
 *
 * <pre>
 *   POST /orders ──▶ OrderProducer ── one transaction ──▶ ( orders, outbox )
 *                                                               │ OutboxRelay: published, confirmed, marked
 *                                                               ▼
 *                                   { orders } ── order.placed ──▶ [ orders.shipping ] ──▶ [ orders.shipping.dead ]
 *                                                               │ Shipping
 *                                                               ▼
 *                                             one transaction: ( inbox, shipments ), then the acknowledgement
 * </pre>
 *
 * <p>A database and a broker have no transaction in common. So the producer's transaction writes
 * the message beside the order, and the library publishes it afterwards, again and again until the
 * broker has confirmed it. The consumer's transaction writes the message-id beside the shipment, so
 * that a repeated message has no second effect.
 *
 * <p>Read {@link dev.rabbitpatterns.order.OrderTopology} for the names, then follow an order from
 * {@link dev.rabbitpatterns.order.OrderController} through {@link
 * dev.rabbitpatterns.order.OrderProducer} to {@link dev.rabbitpatterns.order.Shipping}. {@link
 * dev.rabbitpatterns.order.Orders} tells its whole life.
 */
@NullMarked
package dev.rabbitpatterns.order;

import org.jspecify.annotations.NullMarked;
