/**
 * A remote call over a queue: a request, and an answer that finds its way back to the caller.
 *
 * <pre>
 *   GET /fibonacci/30 ──▶ FibonacciClient ── reply_to, correlation_id ──▶ [ rpc_queue ] ──▶ FibonacciServer
 *          832040 ◀──────────┘ ◀─────────────── amq.rabbitmq.reply-to ────────────────────────────┘
 * </pre>
 *
 * <p>A call can fail in many ways, and each has a problem of its own: no server, no answer in time,
 * refused, too many calls, no broker. Read {@link dev.rabbitpatterns.rpc.RpcTopology} for the
 * names, then follow a call from {@link dev.rabbitpatterns.rpc.RpcController} through {@link
 * dev.rabbitpatterns.rpc.FibonacciClient} and {@link
 * dev.rabbitpatterns.messaging.publish.CallTemplate}; on the other side, {@link
 * dev.rabbitpatterns.rpc.FibonacciServer} answers with what {@link
 * dev.rabbitpatterns.rpc.Fibonacci} computes.
 */
@NullMarked
package dev.rabbitpatterns.rpc;

import org.jspecify.annotations.NullMarked;
