package dev.rabbitpatterns.messaging;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses what a foreign web page makes a browser send. Other programs, which say nothing of an
 * origin, are not concerned, and a link that is followed is not either.
 *
 * <p>A foreign {@code Host} is refused, too: to a browser that was lied to about the address of a
 * domain, that domain's page and this service are one.
 */
final class SameOriginOnly implements HandlerInterceptor, WebMvcConfigurer {

    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final String FETCH_MODE = "Sec-Fetch-Mode";

    /** An address, or a name without a dot, which nobody can register as a domain. */
    private static final Pattern LOCAL = Pattern.compile("[0-9.]+|\\[.*]|[^.]+");

    private final Set<String> allowedHosts;

    SameOriginOnly(Set<String> allowedHosts) {
        this.allowedHosts = allowedHosts;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        if (!LOCAL.matcher(host).matches() && !allowedHosts.contains(host)) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN,
                    "foreign-host",
                    "This service does not know itself by that name. If it is its own, list it in messaging.rest.allowed-hosts.");
        }
        if (isForeign(request.getHeader(HttpHeaders.ORIGIN), request)
                || isFetchedFromElsewhere(request)) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN,
                    "foreign-origin",
                    "A web page of another origin may not call this service.");
        }
        return true;
    }

    private static boolean isForeign(@Nullable String origin, HttpServletRequest request) {
        if (origin == null) {
            return false;
        }
        try {
            URI page = URI.create(origin);
            int port = page.getPort() >= 0 ? page.getPort() : defaultPort(page);
            return !request.getServerName().equalsIgnoreCase(page.getHost())
                    || request.getServerPort() != port;
        } catch (IllegalArgumentException notAnOrigin) {
            return true;
        }
    }

    private static int defaultPort(URI page) {
        return "https".equals(page.getScheme()) ? 443 : 80;
    }

    private static boolean isFetchedFromElsewhere(HttpServletRequest request) {
        String site = request.getHeader(FETCH_SITE);
        boolean elsewhere = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean followedLink =
                "GET".equals(request.getMethod())
                        && "navigate".equals(request.getHeader(FETCH_MODE));
        return elsewhere && !followedLink;
    }
}
