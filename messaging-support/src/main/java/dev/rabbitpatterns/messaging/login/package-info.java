/**
 * Nobody sees or changes anything without a login: HTTP Basic, checked with each request by Spring
 * Security's own filters. There is no session and no cookie, so none can be stolen or fixed; and
 * what a foreign page makes a browser send with the password that it keeps, {@link
 * dev.rabbitpatterns.messaging.rest} has refused before.
 *
 * <p>Off by default: without the profile {@code login} or {@code tls} there is no bean of Spring
 * Security. Users and their passwords come from the environment: {@code
 * MESSAGING_LOGIN_USERS_ALICE=…} may do everything, {@code MESSAGING_LOGIN_PROBES_PROMETHEUS=…} may
 * only ask for health and metrics. Whether a service is live and ready is answered to everybody,
 * with one word.
 *
 * <p>The profile decides which beans there are, so a service that has it leaves out those that were
 * worked out at build time; see {@link dev.rabbitpatterns.messaging.login.LoginNeedsItsOwnBeans}.
 */
@NullMarked
package dev.rabbitpatterns.messaging.login;

import org.jspecify.annotations.NullMarked;
