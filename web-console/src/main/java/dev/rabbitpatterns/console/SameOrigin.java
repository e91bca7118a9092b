package dev.rabbitpatterns.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Keeps other sites' pages from using the console with a person's browser. Programs, which send
 * neither {@code Origin} nor {@code Sec-Fetch-Site}, may.
 *
 * <p>A foreign {@code Host} is refused, too: to a browser that was lied to about an address, the
 * other site would be this one.
 */
@Component
class SameOrigin implements HandlerInterceptor, WebMvcConfigurer {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Set<String> allowedHosts;

    SameOrigin(ConsoleProperties properties) {
        this.allowedHosts = properties.allowedHosts();
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        String host = request.getHeader(HttpHeaders.HOST);
        if (host == null || !allowedHosts.contains(withoutPort(host))) {
            throw Problem.foreignHost();
        }
        // A link from elsewhere may lead to the page, but nothing from elsewhere to the services.
        if (handler instanceof HandlerMethod && (isFromElsewhere(request) || isForeign(request))) {
            throw Problem.foreignOrigin();
        }
        return true;
    }

    private static boolean isFromElsewhere(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean typedByHand = "none".equals(site) && READING.contains(request.getMethod());
        return site != null && !site.equals("same-origin") && !typedByHand;
    }

    private static boolean isForeign(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String own = "//" + request.getHeader(HttpHeaders.HOST);
        return origin != null && !origin.equals("http:" + own) && !origin.equals("https:" + own);
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    }
}
