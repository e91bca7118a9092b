package dev.rabbitpatterns.test;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy between a service and the {@link RealBroker}. It cuts every connection once the two have
 * sent each other a given number of AMQP methods, not counting messages, so that a service that
 * reconnects is cut off again at each step of reconnecting: after each request, and after each
 * answer.
 */
public final class CuttingProxy implements AutoCloseable {

    private static final int PROTOCOL_HEADER = 8;
    private static final int METHOD = 1;

    /** basic.publish, deliver, ack, reject and nack. */
    private static final Set<Integer> TRAFFIC = Set.of(40, 60, 80, 90, 120);

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private int methods;
    private int cutAt = Integer.MAX_VALUE;

    public CuttingProxy() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    /** The properties that make a service connect through this proxy. */
    public Map<String, Object> applicationProperties() {
        return Map.of(
                "spring.rabbitmq.host", "127.0.0.1", "spring.rabbitmq.port", server.getLocalPort());
    }

    /**
     * Cuts all connections and counts the methods that are sent until the service has recovered.
     * Then, for each of these, cuts all connections twice: at once, and again after that method.
     *
     * @param awaitRecovery returns once the service works again, and fails if it does not
     * @return at how many steps the service was cut off
     */
    public int cutAtEachStep(Runnable awaitRecovery) {
        awaitRecovery.run();
        cut(Integer.MAX_VALUE);
        awaitRecovery.run();
        int steps = methods();
        for (int step = 1; step <= steps; step++) {
            cut(step);
            awaitRecovery.run();
        }
        return steps;
    }

    private synchronized int methods() {
        return methods;
    }

    /** Cuts now, and once more after this many methods. */
    private synchronized void cut(int afterMethods) {
        methods = 0;
        cutAt = afterMethods;
        cutAll();
    }

    private synchronized void count() {
        methods++;
        if (methods == cutAt) {
            cutAll();
        }
    }

    private void cutAll() {
        open.forEach(CuttingProxy::close);
        open.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket service = server.accept();
                Socket broker = new Socket(RealBroker.get().host(), RealBroker.get().port());
                // A frame is written in two parts, and the second would wait for an answer.
                service.setTcpNoDelay(true);
                broker.setTcpNoDelay(true);
                open.add(service);
                open.add(broker);
                pass(service, broker, this::passRequests);
                pass(broker, service, this::passFrames);
            } catch (IOException e) {
                // The next connection may succeed, or the test is over.
            }
        }
    }

    private interface Transfer {
        void pass(InputStream from, OutputStream to) throws IOException;
    }

    private static void pass(Socket from, Socket to, Transfer transfer) {
        Thread.ofVirtual()
                .name("proxy")
                .start(() -> {
                    try (from;
                            to) {
                        transfer.pass(from.getInputStream(), to.getOutputStream());
                    } catch (IOException cut) {
                        // Both ends see that the connection is closed.
                    }
                });
    }

    private void passRequests(InputStream service, OutputStream broker) throws IOException {
        broker.write(service.readNBytes(PROTOCOL_HEADER));
        passFrames(service, broker);
    }

    /** Frame by frame: type, channel, length, payload, end. */
    private void passFrames(InputStream from, OutputStream to) throws IOException {
        DataInputStream frames = new DataInputStream(from);
        while (true) {
            byte[] head = new byte[7];
            frames.readFully(head);
            int length =
                    (head[3] & 0xff) << 24
                            | (head[4] & 0xff) << 16
                            | (head[5] & 0xff) << 8
                            | (head[6] & 0xff);
            byte[] rest = new byte[length + 1];
            frames.readFully(rest);
            to.write(head);
            to.write(rest);
            to.flush();
            if (head[0] == METHOD && !isTraffic(rest)) {
                count();
            }
        }
    }

    /** Messages and acknowledgements are not counted: their number depends on the test. */
    private static boolean isTraffic(byte[] method) {
        boolean ofClassBasic = method[0] == 0 && method[1] == 60;
        return ofClassBasic && TRAFFIC.contains(method[2] << 8 | method[3]);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Override
    public synchronized void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }
}
