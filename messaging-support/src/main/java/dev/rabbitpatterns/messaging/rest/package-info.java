/**
 * The guards in front of every service, and one format for everything that can go wrong.
 *
 * <p>A request passes two filters (who may call, and how much it may carry) before Spring MVC sees
 * it. Whatever fails afterwards becomes an RFC 9457 problem with a stable type and a detail that
 * says what to do. A body is one element or a {@link dev.rabbitpatterns.messaging.rest.Batch} of
 * them, which is read before anything is done; or {@link dev.rabbitpatterns.messaging.rest.Lines}
 * without end, of which a bounded part is in memory. An exception that implements {@link
 * org.springframework.web.ErrorResponse} brings its own problem. Where no such exception exists,
 * controllers throw {@link dev.rabbitpatterns.messaging.rest.ProblemException}.
 */
@NullMarked
package dev.rabbitpatterns.messaging.rest;

import org.jspecify.annotations.NullMarked;
