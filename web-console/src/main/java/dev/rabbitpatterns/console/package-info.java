/**
 * One page for every pattern: publish, watch the real messages travel, break something, and see
 * that nothing is lost.
 *
 * <pre>
 *                  ┌── /            the page: plain modules, SVG and CSS
 *   browser ──▶ ───┼── /services    the services and their instances
 *                  ├── /traces      where the traces of the messages are
 *                  ├── /api/NAME/…  a request to a service or to one of its instances
 *                  └── /live/NAME   the events of all instances of a service, as one stream
 * </pre>
 *
 * <p>The console speaks only HTTP, to the services whose addresses it knows. It stores nothing and
 * does nothing by itself: while no browser watches, it sends no requests to the services. It is
 * protected by the same filters as every service. Read {@link dev.rabbitpatterns.console.Instances}
 * for how replicas are found, then follow a request through {@link
 * dev.rabbitpatterns.console.ForwardController} and {@link dev.rabbitpatterns.console.Forwarder},
 * or {@link dev.rabbitpatterns.console.LiveController} and {@link
 * dev.rabbitpatterns.console.LiveStream}.
 */
@NullMarked
package dev.rabbitpatterns.console;

import org.jspecify.annotations.NullMarked;
