package dev.rabbitpatterns.messaging;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds what requests may carry: each, whether or not its length was announced, and all that are
 * under way together, or a few who send slowly could fill the memory. Who sends too slowly is given
 * up.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class RequestBodies extends OncePerRequestFilter {

    /**
     * So much of each request does not count: however many send much, who sends little is served.
     */
    private static final int LITTLE = 16 * 1024;

    private final MessagingProperties.Rest bounds;
    private final Duration retryAfter;
    private final AtomicLong held = new AtomicLong();

    RequestBodies(MessagingProperties.Rest bounds, Duration retryAfter) {
        this.bounds = bounds;
        this.retryAfter = retryAfter;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Bounded bounded = new Bounded(request);
        try {
            chain.doFilter(bounded, response);
        } finally {
            held.addAndGet(-bounded.counted());
        }
    }

    private final class Bounded extends HttpServletRequestWrapper {

        private final long until = System.nanoTime() + bounds.maxRequestTime().toNanos();
        private long read;

        Bounded(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counted(super.getInputStream(), this);
        }

        private long counted() {
            return Math.max(0, read - LITTLE);
        }

        private void count(int more) {
            long most = bounds.maxRequestSize().toBytes();
            long before = counted();
            read += more;
            long all = held.addAndGet(counted() - before);
            if (read > most) {
                throw new TextTooLongException(read, most);
            }
            if (counted() > 0 && all > bounds.maxRequestsSize().toBytes()) {
                throw new ProblemException(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "too-busy",
                                "The requests that are under way carry as much as the service holds at once. Nothing was published; send it again later.")
                        .retryAfter(retryAfter);
            }
            if (System.nanoTime() - until > 0) {
                throw new ProblemException(
                        HttpStatus.REQUEST_TIMEOUT,
                        "too-slow",
                        "The request took longer to arrive than the %d s that it has. Nothing was published."
                                .formatted(bounds.maxRequestTime().toSeconds()));
            }
        }
    }

    private static final class Counted extends ServletInputStream {

        private final ServletInputStream body;
        private final Bounded request;

        Counted(ServletInputStream body, Bounded request) {
            this.body = body;
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            int next = body.read();
            request.count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = body.read(buffer, offset, length);
            request.count(Math.max(0, count));
            return count;
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
