/**
 * One page that shows every pattern at work: it publishes, watches the real messages on their way,
 * breaks something, and shows that nothing is lost.
 *
 * <pre>
 *                  ┌── /            the page: plain modules, SVG and CSS
 *   browser ──▶ ───┼── /services    which services there are, and which instances of them
 *                  ├── /api/NAME/…  a request to a service or to one of its instances
 *                  └── /live/NAME   what happens at all instances of a service, as one stream
 * </pre>
 *
 * <p>The console speaks HTTP only and knows the services by their addresses. It holds nothing and
 * does nothing of its own accord: without a browser that watches, the services have no reader. Read
 * {@link dev.rabbitpatterns.console.Instances} for who is there, then follow a request through
 * {@link dev.rabbitpatterns.console.SameOrigin} to {@link
 * dev.rabbitpatterns.console.ForwardController} and {@link dev.rabbitpatterns.console.Forwarder},
 * or to {@link dev.rabbitpatterns.console.LiveController} and {@link
 * dev.rabbitpatterns.console.LiveStream}.
 */
@NullMarked
package dev.rabbitpatterns.console;

import org.jspecify.annotations.NullMarked;
