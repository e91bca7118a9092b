/**
 * One page for every pattern: publish, watch the real messages on their way, break something, and
 * see that nothing is lost.
 *
 * <pre>
 *                  ┌── /            the page: plain modules, SVG and CSS
 *   browser ──▶ ───┼── /services    which services there are, and which instances of them
 *                  ├── /api/NAME/…  a request to a service or to one of its instances
 *                  └── /live/NAME   the events of all instances of a service, as one stream
 * </pre>
 *
 * <p>The console speaks HTTP only and knows the services by their addresses. It keeps nothing and
 * does nothing by itself: when no browser watches, the services have no reader. The guards in front
 * of it are those of every service. Read {@link dev.rabbitpatterns.console.Instances} for how
 * replicas are found, then follow a request through {@link
 * dev.rabbitpatterns.console.ForwardController} and {@link dev.rabbitpatterns.console.Forwarder},
 * or {@link dev.rabbitpatterns.console.LiveController} and {@link
 * dev.rabbitpatterns.console.LiveStream}.
 */
@NullMarked
package dev.rabbitpatterns.console;

import org.jspecify.annotations.NullMarked;
