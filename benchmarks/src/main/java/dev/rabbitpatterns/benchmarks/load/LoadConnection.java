package dev.rabbitpatterns.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One persistent connection, with at most one request in flight. */
final class LoadConnection implements AutoCloseable {

    private final Selector selector;
    private final InetSocketAddress address;
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(16 * 1024);
    private final ResponseParser parser = new ResponseParser();
    private SocketChannel channel;
    private SelectionKey key;
    private long sentAt;
    private boolean busy;

    LoadConnection(Selector selector, Request request) throws IOException {
        this.selector = selector;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), request.port());
        byte[] bytes = request.bytes();
        this.request = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        this.channel = open();
        this.key = register();
    }

    private SocketChannel open() throws IOException {
        // The loopback interface connects at once, so only reads and writes must not block.
        SocketChannel opened = SocketChannel.open(address);
        opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
        opened.configureBlocking(false);
        return opened;
    }

    private SelectionKey register() throws IOException {
        return channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send() throws IOException {
        parser.reset();
        request.rewind();
        sentAt = System.nanoTime();
        busy = true;
        write();
    }

    /** Writes what is left of a request that did not fit into the socket's buffer. */
    void write() throws IOException {
        channel.write(request);
        int interest = request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    /** Returns whether the answer is complete. */
    boolean read() throws IOException {
        answer.clear();
        if (channel.read(answer) < 0) {
            if (busy) {
                throw new IOException("The server closed a connection before it had answered");
            }
            key.cancel();
        }
        answer.flip();
        if (busy && parser.read(answer)) {
            busy = false;
            return true;
        }
        return false;
    }

    /** A server limits the requests of a connection, then closes it. */
    void reopenIfClosing() throws IOException {
        if (parser.isClosing()) {
            close();
            channel = open();
            key = register();
        }
    }

    boolean isGood() {
        return parser.status() / 100 == 2;
    }

    long nanosSinceSent() {
        return System.nanoTime() - sentAt;
    }

    @Override
    public void close() throws IOException {
        key.cancel();
        channel.close();
    }
}
