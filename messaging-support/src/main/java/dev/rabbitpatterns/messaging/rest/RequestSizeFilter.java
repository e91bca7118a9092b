package dev.rabbitpatterns.messaging.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.connector.ClientAbortException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds the size of each request body, whether or not its length was declared, and of all bodies
 * in flight together, because a few slow senders could fill the memory. Refuses a request that
 * takes too long to arrive. Of {@link Lines}, which may have any length, it counts those that are
 * held.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class RequestSizeFilter extends OncePerRequestFilter {

    private final RestProperties bounds;
    private final AtomicLong heldByAll = new AtomicLong();

    RequestSizeFilter(RestProperties bounds) {
        this.bounds = bounds;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        BoundedRequest bounded = new BoundedRequest(request, bounds, heldByAll);
        try {
            chain.doFilter(bounded, response);
            if (bounded.isBrokenOff()) {
                // Tomcat closes the connection for this, and logs nothing.
                throw new ClientAbortException("The request was broken off");
            }
        } finally {
            bounded.releaseAll();
        }
    }
}
