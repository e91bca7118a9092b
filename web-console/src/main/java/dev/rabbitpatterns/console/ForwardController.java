package dev.rabbitpatterns.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * Forwards a request to a service, and streams back the answer as it arrives.
 *
 * <p>Only headers that the other side needs are forwarded: none that belong to a connection, and no
 * cookies. The services check the login again.
 */
@RestController
class ForwardController {

    private static final Logger log = LoggerFactory.getLogger(ForwardController.class);

    private static final List<String> REQUEST_HEADERS =
            List.of("Accept", "Content-Type", "Idempotency-Key", "Last-Event-ID");
    private static final List<String> RESPONSE_HEADERS =
            List.of("Content-Type", "Retry-After", "Allow");

    /** A path without dot segments or encoded slashes, which every server reads the same way. */
    private static final Pattern PLAIN_PATH =
            Pattern.compile(
                    "(/(?!\\.{1,2}(/|$))([\\w.~+:@!$'()*,-]|%(?!2[eEfF]|5[cC]|00)[0-9A-Fa-f]{2})+)+");

    /** No service has a longer path, and the pattern uses stack space for each character. */
    private static final int MAX_PATH_LENGTH = 1024;

    private static final int BUFFER = 8192;

    private final ConsoleProperties properties;
    private final Instances instances;
    private final Forwarder forwarder;
    private final OpenStreams streams;

    ForwardController(
            ConsoleProperties properties,
            Instances instances,
            Forwarder forwarder,
            OpenStreams streams) {
        this.properties = properties;
        this.instances = instances;
        this.forwarder = forwarder;
        this.streams = streams;
    }

    /** Forwards to the instance of this name, or to any instance of the service of this name. */
    @RequestMapping(
            path = "/api/{name}/**",
            method = {
                RequestMethod.GET,
                RequestMethod.POST,
                RequestMethod.PUT,
                RequestMethod.DELETE
            })
    void forward(
            @PathVariable String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        String target = target(name, request);
        byte[] body = request.getInputStream().readAllBytes();
        try (OpenStreams.Stream slot = streams.open();
                Answer answer =
                        forwarder.ask(name, instances.named(name), target, copyOf(request, body))) {
            slot.endWith(answer::close);
            respond(answer, response);
        }
    }

    private String target(String name, HttpServletRequest request) {
        String path = request.getRequestURI().substring("/api/".length() + name.length());
        String service = instances.serviceOf(name);
        if (path.length() > MAX_PATH_LENGTH
                || !PLAIN_PATH.matcher(path).matches()
                || !properties.reaches(service, path)) {
            throw Problem.unknownPath();
        }
        if (request.getQueryString() == null) {
            return path;
        }
        String target = path + "?" + request.getQueryString();
        try {
            return URI.create(target).toString();
        } catch (IllegalArgumentException e) {
            throw Problem.malformed();
        }
    }

    private static HttpRequest.Builder copyOf(HttpServletRequest request, byte[] body) {
        HttpRequest.Builder copy =
                HttpRequest.newBuilder(URI.create("http://later"))
                        .method(
                                request.getMethod(),
                                body.length == 0
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(body));
        copy.header("X-Forwarded-For", request.getRemoteAddr());
        String login = loginOf(request);
        if (login != null) {
            copy.header(HttpHeaders.AUTHORIZATION, login);
        }
        for (String header : REQUEST_HEADERS) {
            String value = request.getHeader(header);
            if (value != null) {
                copy.header(header, value);
            }
        }
        return copy;
    }

    /** What the console has checked, and nothing that was meant for another program. */
    static @Nullable String loginOf(HttpServletRequest request) {
        return request.getRemoteUser() == null
                ? null
                : request.getHeader(HttpHeaders.AUTHORIZATION);
    }

    private static void respond(Answer answer, HttpServletResponse response) {
        response.setStatus(answer.status());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        for (String header : RESPONSE_HEADERS) {
            answer.header(header).ifPresent(value -> response.setHeader(header, value));
        }
        try {
            copy(answer.body(), response);
        } catch (ClientAbortException gone) {
            log.debug("The client disconnected", gone);
        } catch (IOException broken) {
            log.debug("The service closed the connection", broken);
            if (!isStream(response)) {
                // Breaks the connection, because a partial answer must not look complete.
                throw new IllegalStateException("The answer is incomplete");
            }
        }
    }

    private static boolean isStream(HttpServletResponse response) {
        return Objects.requireNonNullElse(response.getContentType(), "")
                .startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    private static void copy(InputStream from, HttpServletResponse to) throws IOException {
        OutputStream out = to.getOutputStream();
        to.flushBuffer(); // The headers of a stream are sent before its first event.
        byte[] buffer = new byte[BUFFER];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            out.write(buffer, 0, count);
            out.flush();
        }
    }
}
