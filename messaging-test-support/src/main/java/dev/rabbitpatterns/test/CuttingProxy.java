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
 * Stands between a service and the {@link RealBroker}, and cuts every connection as soon as the
 * service has sent so many AMQP methods, its messages aside: a service that comes back is cut off
 * again at each step of coming back.
 */
public final class CuttingProxy implements AutoCloseable {

    private static final int PROTOCOL_HEADER = 8;
    private static final int METHOD = 1;

    /** basic.publish, ack, reject and nack. */
    private static final Set<Integer> TRAFFIC = Set.of(40, 80, 90, 120);

    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private int methods;
    private int cutAt = Integer.MAX_VALUE;

    public CuttingProxy() {
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    /** What a service has to be told to come by here. */
    public Map<String, Object> applicationProperties() {
        return Map.of(
                "spring.rabbitmq.host",
                "127.0.0.1",
                "spring.rabbitmq.port",
                entrance.getLocalPort());
    }

    /**
     * Cuts all connections, and those that come back again after their first method, all of them;
     * then after their second, and so on, until a service comes back with fewer.
     *
     * @param comesBack returns when the service works again, and fails if it does not
     * @return at how many steps it was cut
     */
    public int cutAtEachStep(Runnable comesBack) {
        comesBack.run();
        cut(Integer.MAX_VALUE);
        comesBack.run();
        int steps = methods();
        for (int step = 1; step <= steps; step++) {
            cut(step);
            comesBack.run();
        }
        return steps;
    }

    private synchronized int methods() {
        return methods;
    }

    /** Cuts now, and once more when so many methods have gone by. */
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
        while (!entrance.isClosed()) {
            try {
                Socket service = entrance.accept();
                Socket broker = new Socket(RealBroker.get().host(), RealBroker.get().port());
                open.add(service);
                open.add(broker);
                pass(service, broker, this::passFrames);
                pass(broker, service, InputStream::transferTo);
            } catch (IOException e) {
                // The next one may have more luck, or the test is over.
            }
        }
    }

    private interface Way {
        void pass(InputStream from, OutputStream to) throws IOException;
    }

    private static void pass(Socket from, Socket to, Way way) {
        Thread.ofVirtual()
                .name("proxy")
                .start(() -> {
                    try (from;
                            to) {
                        way.pass(from.getInputStream(), to.getOutputStream());
                    } catch (IOException cut) {
                        // Then both ends see it.
                    }
                });
    }

    /** Frame by frame: type, channel, length, payload, end. */
    private void passFrames(InputStream service, OutputStream broker) throws IOException {
        DataInputStream frames = new DataInputStream(service);
        broker.write(frames.readNBytes(PROTOCOL_HEADER));
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
            broker.write(head);
            broker.write(rest);
            broker.flush();
            if (head[0] == METHOD && !isTraffic(rest)) {
                count();
            }
        }
    }

    /** A publish or an acknowledgement: how many there are is the test's affair. */
    private static boolean isTraffic(byte[] method) {
        boolean ofClassBasic = method[0] == 0 && method[1] == 60;
        return ofClassBasic && TRAFFIC.contains(method[2] << 8 | method[3]);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed, then.
        }
    }

    @Override
    public synchronized void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }
}
