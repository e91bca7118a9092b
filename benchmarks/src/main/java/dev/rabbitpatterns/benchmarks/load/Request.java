package dev.rabbitpatterns.benchmarks.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A request, as the text that is sent each time.
 *
 * @param port the server's port on this machine
 * @param text what is sent
 */
public record Request(int port, String text) {

    /** A GET of this address. */
    public static Request get(URI address) {
        return of("GET", address, "", "");
    }

    /** A POST of this text to this address. */
    public static Request post(URI address, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        String headers = "Content-Type: text/plain\r\nContent-Length: " + length + "\r\n";
        return of("POST", address, headers, body);
    }

    private static Request of(String method, URI address, String headers, String body) {
        String head = method + " " + address.getRawPath() + " HTTP/1.1\r\n";
        String host = "Host: " + address.getAuthority() + "\r\nAccept: */*\r\n";
        return new Request(address.getPort(), head + host + headers + "\r\n" + body);
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
