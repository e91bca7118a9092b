package dev.rabbitpatterns.benchmarks;

import java.nio.charset.StandardCharsets;

/** What every subject sends. */
public final class Payload {

    /** The text of every message, 200 bytes long. */
    public static final String TEXT = "0123456789".repeat(20);

    /** The argument of every remote call, which takes next to no time to compute. */
    public static final int FIBONACCI = 10;

    private Payload() {}

    /** The text as a message's body. */
    public static byte[] bytes() {
        return TEXT.getBytes(StandardCharsets.US_ASCII);
    }
}
