package dev.rabbitpatterns.messaging.publish;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets several messages leave in one system call. RabbitMQ's client flushes after each of them; a
 * socket of this factory ignores that within a batch, and sends whatever fills its buffer.
 *
 * <p>It is for one connection at a time, and for one thread that has a batch.
 */
final class BatchingSocketFactory extends SocketFactory {

    private static final int BUFFER_BYTES = 64 * 1024;

    private volatile boolean inBatch;
    private volatile @Nullable OutputStream current;

    void beginBatch() {
        inBatch = true;
    }

    /** Sends what is in the buffer. */
    void endBatch() {
        inBatch = false;
        OutputStream stream = current;
        if (stream != null) {
            try {
                stream.flush();
            } catch (IOException e) {
                // The connection is lost, which the thread that reads from it notices, too.
            }
        }
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public OutputStream getOutputStream() throws IOException {
                OutputStream stream = new BatchStream(super.getOutputStream());
                current = stream;
                return stream;
            }
        };
    }

    private final class BatchStream extends BufferedOutputStream {

        BatchStream(OutputStream socket) {
            super(socket, BUFFER_BYTES);
        }

        @Override
        public synchronized void flush() throws IOException {
            if (!inBatch) {
                super.flush();
            }
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("RabbitMQ's client connects the socket itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        return createSocket(host, port);
    }
}
