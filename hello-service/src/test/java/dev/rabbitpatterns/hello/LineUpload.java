package dev.rabbitpatterns.hello;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends lines and reads their answers at the same time, which {@code HttpClient} cannot: it reads
 * only when it has sent everything.
 */
final class LineUpload implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;
    private final ByteArrayOutputStream headers = new ByteArrayOutputStream();
    private int leftInChunk;
    private boolean ended;

    /** Begins an upload, with these further headers. */
    LineUpload(String url, String... headers) {
        try {
            URI service = URI.create(url);
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress(service.getHost(), service.getPort()));
            socket.setSoTimeout(TIMEOUT_MILLIS);
            out = socket.getOutputStream();
            in = new BufferedInputStream(socket.getInputStream());
            out.write(
                    ascii(
                            "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"));
            for (String header : headers) {
                out.write(ascii(header + "\r\n"));
            }
            out.write(ascii("\r\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A line with a message of this text. */
    static String message(String text) {
        return "{\"text\":\"" + text + "\"}\n";
    }

    LineUpload send(String part) {
        return send(part.getBytes(StandardCharsets.UTF_8));
    }

    LineUpload send(byte[] part) {
        try {
            out.write(ascii(Integer.toHexString(part.length) + "\r\n"));
            out.write(part);
            out.write(ascii("\r\n"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LineUpload end() {
        try {
            out.write(ascii("0\r\n\r\n"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer, or null if there are no more because the response ended. */
    @Nullable JsonNode answer() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(); next >= 0; next = read()) {
            if (next == '\n') {
                return JSON.readTree(line.toByteArray());
            }
            line.write(next);
        }
        return null;
    }

    /** All answers until the response ends. */
    List<JsonNode> answers() {
        return answers(answer -> {});
    }

    private List<JsonNode> answers(Consumer<JsonNode> onAnswer) {
        try {
            List<JsonNode> answers = new ArrayList<>();
            for (JsonNode next = answer(); next != null; next = answer()) {
                answers.add(next);
                onAnswer.accept(next);
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads all answers while the caller sends, and tells of each. */
    CompletableFuture<List<JsonNode>> answersMeanwhile(Consumer<JsonNode> onAnswer) {
        return CompletableFuture.supplyAsync(() -> answers(onAnswer), Thread::startVirtualThread);
    }

    /** The status line and the headers, once the first answer is read. */
    String headers() {
        return headers.toString(StandardCharsets.US_ASCII);
    }

    private int read() throws IOException {
        if (headers.size() == 0) {
            for (String line = protocolLine(); !line.isEmpty(); line = protocolLine()) {
                headers.writeBytes(ascii(line + "\n"));
            }
        }
        if (leftInChunk == 0 && !ended) {
            leftInChunk = Integer.parseInt(protocolLine(), 16);
            ended = leftInChunk == 0;
        }
        if (ended) {
            return -1;
        }
        int next = readOrThrow();
        if (--leftInChunk == 0) {
            protocolLine();
        }
        return next;
    }

    private String protocolLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = readOrThrow(); next != '\n'; next = readOrThrow()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private int readOrThrow() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("The connection was closed before the response ended");
        }
        return next;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
