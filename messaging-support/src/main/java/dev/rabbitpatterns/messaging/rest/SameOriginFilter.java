package dev.rabbitpatterns.messaging.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses requests that a foreign web page makes a browser send. Programs other than browsers send
 * no origin and are not affected, and neither are links that a user follows.
 *
 * <p>A foreign {@code Host} is refused, too: after DNS rebinding, the browser takes a foreign page
 * and this service for the same origin.
 *
 * <p>It is a filter, so that it also covers documents, metrics and paths that do not exist.
 * Spring's {@code CorsFilter} would let pass what a browser sends without an origin, such as an
 * image.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SameOriginFilter extends OncePerRequestFilter {

    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final String FETCH_MODE = "Sec-Fetch-Mode";
    private static final String FETCH_DEST = "Sec-Fetch-Dest";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** An address, or a name without a dot, which nobody can register as a domain. */
    private static final Pattern LOCAL = Pattern.compile("[0-9.]+|\\[.*]|[^.]+");

    private final Set<String> allowedHosts;
    private final HandlerExceptionResolver problems;

    SameOriginFilter(Set<String> allowedHosts, HandlerExceptionResolver problems) {
        this.allowedHosts =
                allowedHosts.stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("Content-Security-Policy", "frame-ancestors 'none'");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("X-Content-Type-Options", "nosniff");
        ProblemException refusal = refusal(request);
        if (refusal == null) {
            chain.doFilter(request, response);
        } else {
            problems.resolveException(request, response, null, refusal);
        }
    }

    private @Nullable ProblemException refusal(HttpServletRequest request) {
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        if (!LOCAL.matcher(host).matches() && !allowedHosts.contains(host)) {
            return new ProblemException(
                    HttpStatus.FORBIDDEN,
                    "foreign-host",
                    "This service is not known by that name. If it should be, list the name in messaging.rest.allowed-hosts.");
        }
        if (isForeign(request.getHeader(HttpHeaders.ORIGIN), request)
                || isFetchedFromElsewhere(request)) {
            return new ProblemException(
                    HttpStatus.FORBIDDEN,
                    "foreign-origin",
                    "A web page of another origin may not call this service.");
        }
        return null;
    }

    /** With either scheme, because a proxy in front of the service may have ended TLS. */
    private static boolean isForeign(@Nullable String origin, HttpServletRequest request) {
        int port = request.getServerPort();
        String own = "//" + request.getServerName() + (port == 80 || port == 443 ? "" : ":" + port);
        return origin != null
                && !origin.equalsIgnoreCase("http:" + own)
                && !origin.equalsIgnoreCase("https:" + own);
    }

    private static boolean isFetchedFromElsewhere(HttpServletRequest request) {
        String site = request.getHeader(FETCH_SITE);
        boolean typed = "none".equals(site) && READING.contains(request.getMethod());
        boolean elsewhere = site != null && !site.equals("same-origin") && !typed;
        String destination = request.getHeader(FETCH_DEST);
        boolean followedLink =
                "GET".equals(request.getMethod())
                        && "navigate".equals(request.getHeader(FETCH_MODE))
                        && (destination == null || destination.equals("document"));
        return elsewhere && !followedLink;
    }
}
