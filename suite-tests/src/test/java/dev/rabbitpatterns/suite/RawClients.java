package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients on bare sockets, which send malformed requests or never read the answer. */
final class RawClients implements AutoCloseable {

    private static final int RECEIVE_BUFFER = 4096;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final List<Socket> sockets = new ArrayList<>();

    /** Sends these lines as they are, and returns the whole answer. */
    static String exchange(String service, String... lines) throws IOException {
        try (RawClients clients = new RawClients()) {
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            Socket socket = clients.send(service, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Opens another client, which gets this path. */
    Socket get(String service, String path) throws IOException {
        return send(service, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** Opens another client, which sends this request. */
    Socket send(String service, String request) throws IOException {
        URI address = URI.create(service);
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    /** Reads the first line of the answer. */
    static String statusLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = socket.getInputStream().read();
        while (next >= 0 && next != '\r') {
            line.append((char) next);
            next = socket.getInputStream().read();
        }
        return line.toString();
    }

    List<Socket> all() {
        return sockets;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
