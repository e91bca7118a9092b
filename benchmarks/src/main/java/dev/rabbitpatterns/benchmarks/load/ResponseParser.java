package dev.rabbitpatterns.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds the end of an answer, and keeps nothing of it but the status. */
final class ResponseParser {

    private static final int LONGEST_LINE = 8192;

    private final byte[] line = new byte[LONGEST_LINE];
    private int lineLength;
    private Step step = Step.STATUS;
    private long toSkip;
    private boolean chunked;
    private int status;
    private boolean closing;

    private enum Step {
        STATUS,
        HEADERS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        DONE
    }

    void reset() {
        step = Step.STATUS;
        toSkip = 0;
        chunked = false;
        closing = false;
    }

    int status() {
        return status;
    }

    /** Whether the server closes the connection after this answer. */
    boolean isClosing() {
        return closing;
    }

    /** Reads on, and returns whether the answer is complete. */
    boolean read(ByteBuffer bytes) throws IOException {
        while (step != Step.DONE && bytes.hasRemaining()) {
            if (step == Step.BODY || step == Step.CHUNK) {
                skip(bytes);
            } else if (readLine(bytes)) {
                String text = new String(line, 0, lineLength, StandardCharsets.ISO_8859_1);
                lineLength = 0;
                step = after(text);
            }
        }
        return step == Step.DONE;
    }

    private void skip(ByteBuffer bytes) {
        int here = (int) Math.min(toSkip, bytes.remaining());
        bytes.position(bytes.position() + here);
        toSkip -= here;
        if (toSkip == 0) {
            step = step == Step.BODY ? Step.DONE : Step.CHUNK_END;
        }
    }

    private boolean readLine(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                return true;
            }
            if (next != '\r') {
                if (lineLength == LONGEST_LINE) {
                    throw new IOException("A line of the answer is too long");
                }
                line[lineLength++] = next;
            }
        }
        return false;
    }

    private Step after(String text) throws IOException {
        return switch (step) {
            case STATUS -> readStatus(text);
            case HEADERS -> text.isEmpty() ? bodyOrEnd() : readHeader(text);
            case CHUNK_SIZE -> readChunkSize(text);
            case CHUNK_END -> Step.CHUNK_SIZE;
            case TRAILERS -> text.isEmpty() ? Step.DONE : Step.TRAILERS;
            case BODY, CHUNK, DONE -> throw new IllegalStateException(step + " has no lines");
        };
    }

    private Step readStatus(String text) throws IOException {
        if (text.length() < 12 || !text.startsWith("HTTP/1.")) {
            throw new IOException("No status line: " + text);
        }
        status = Integer.parseInt(text, 9, 12, 10);
        return Step.HEADERS;
    }

    private Step readHeader(String text) {
        int colon = text.indexOf(':');
        if (colon > 0) {
            String value = text.substring(colon + 1).strip();
            switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> toSkip = Long.parseLong(value);
                case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
                case "connection" -> closing = value.equalsIgnoreCase("close");
                default -> {}
            }
        }
        return Step.HEADERS;
    }

    private Step bodyOrEnd() {
        if (chunked) {
            return Step.CHUNK_SIZE;
        }
        return toSkip > 0 && status != 204 ? Step.BODY : Step.DONE;
    }

    private Step readChunkSize(String text) {
        toSkip = Long.parseLong(text.split(";", 2)[0].strip(), 16);
        return toSkip > 0 ? Step.CHUNK : Step.TRAILERS;
    }
}
