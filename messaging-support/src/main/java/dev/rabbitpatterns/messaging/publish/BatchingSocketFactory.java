package dev.rabbitpatterns.messaging.publish;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends several messages in one system call. RabbitMQ's client flushes after each message; within a
 * batch, a socket of this factory ignores that, and sends only when its buffer is full or the batch
 * ends.
 *
 * <p>It supports one connection at a time, and one thread at a time that writes a batch.
 */
final class BatchingSocketFactory extends SocketFactory {

    private static final int BUFFER_BYTES = 64 * 1024;

    private volatile @Nullable BatchStream current;

    /** Runs code that writes several messages to the connection, and then sends them together. */
    void batch(Runnable writes) {
        BatchStream stream = current;
        if (stream == null) {
            writes.run();
            return;
        }
        stream.inBatch = true;
        try {
            writes.run();
        } finally {
            stream.endBatch();
        }
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public OutputStream getOutputStream() throws IOException {
                BatchStream stream = new BatchStream(super.getOutputStream());
                current = stream;
                return stream;
            }
        };
    }

    private static final class BatchStream extends BufferedOutputStream {

        private volatile boolean inBatch;

        BatchStream(OutputStream socket) {
            super(socket, BUFFER_BYTES);
        }

        @Override
        public synchronized void flush() throws IOException {
            if (!inBatch) {
                super.flush();
            }
        }

        private void endBatch() {
            inBatch = false;
            try {
                flush();
            } catch (IOException e) {
                // The connection is lost, and the thread that reads from it notices that, too.
            }
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unsupported();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unsupported();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unsupported();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw unsupported();
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("RabbitMQ's client connects the socket itself");
    }
}
