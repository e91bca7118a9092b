package dev.rabbitpatterns.benchmarks;

import java.nio.charset.StandardCharsets;

/** What everybody sends, so that nobody sends less. */
public final class Payload {

    /** The text of every message, 200 bytes long. */
    public static final String TEXT = "0123456789".repeat(20);

    /** Of every remote call: so small that computing it costs nothing. */
    public static final int FIBONACCI = 10;

    private Payload() {}

    /** The text as a message's body. */
    public static byte[] bytes() {
        return TEXT.getBytes(StandardCharsets.US_ASCII);
    }
}
