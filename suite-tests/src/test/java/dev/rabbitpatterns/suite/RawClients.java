package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients that send what no decent client would, or do not read what they are answered. */
final class RawClients implements AutoCloseable {

    private static final int SMALL = 4096;
    private static final int PATIENCE_IN_MILLIS = 30_000;

    private final List<Socket> sockets = new ArrayList<>();

    /** Sends this as it stands, and returns all of the answer. */
    static String exchange(String service, String... lines) throws IOException {
        try (RawClients clients = new RawClients()) {
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            Socket socket = clients.send(service, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** One more, who asks for this path. */
    Socket get(String service, String path) throws IOException {
        return send(service, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** One more, who sends this. */
    Socket send(String service, String request) throws IOException {
        URI address = URI.create(service);
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(SMALL);
        socket.setSoTimeout(PATIENCE_IN_MILLIS);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    /** The first line of what this one is answered. */
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
