package dev.rabbitpatterns.messaging.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds the size of each request body, whether or not its length was declared, and of all bodies
 * in flight together, because a few slow senders could fill the memory. Refuses a request that
 * takes too long to arrive.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class RequestSizeFilter extends OncePerRequestFilter {

    /** Not counted for any request, so that small ones pass however much the large ones hold. */
    private static final int FREE_BYTES = 16 * 1024;

    private final RestProperties bounds;
    private final AtomicLong held = new AtomicLong();

    RequestSizeFilter(RestProperties bounds) {
        this.bounds = bounds;
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

        private final long until = System.nanoTime() + bounds.requestReadTimeout().toNanos();
        private long read;

        Bounded(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counted(super.getInputStream(), this);
        }

        private long counted() {
            return Math.max(0, read - FREE_BYTES);
        }

        private void count(int more) {
            long most = bounds.maxRequestSize().toBytes();
            long before = counted();
            read += more;
            long all = held.addAndGet(counted() - before);
            if (read > most) {
                throw ProblemException.tooLong(read, most);
            }
            if (counted() > 0 && all > bounds.maxTotalRequestSize().toBytes()) {
                throw new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "too-busy",
                        "The requests that are under way carry as much as the service holds at once. Nothing was published; send it again later.");
            }
            if (System.nanoTime() - until > 0) {
                throw new ProblemException(
                        HttpStatus.REQUEST_TIMEOUT,
                        "too-slow",
                        "The request took longer to arrive than the %d s that it has. Nothing was published."
                                .formatted(bounds.requestReadTimeout().toSeconds()));
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
