package dev.rabbitpatterns.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseParserTests {

    private final ResponseParser parser = new ResponseParser();

    @Test
    void anAnswerEndsAfterItsContentLength() throws IOException {
        assertThat(read("HTTP/1.1 202 \r\nContent-Length: 5\r\n\r\nhell")).isFalse();
        assertThat(read("o")).isTrue();
        assertThat(parser.status()).isEqualTo(202);
    }

    @Test
    void anAnswerWithoutABodyEndsWithItsHeaders() throws IOException {
        assertThat(read("HTTP/1.1 204 \r\nDate: today\r\n\r\n")).isTrue();
        assertThat(parser.status()).isEqualTo(204);
    }

    @Test
    void aChunkedAnswerEndsWithTheEmptyChunk() throws IOException {
        assertThat(read("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"))
                .isFalse();
        assertThat(read("A;x=y\r\n0123456789\r\n0\r\n")).isFalse();
        assertThat(read("\r\n")).isTrue();
    }

    @Test
    void anAnswerMayArriveByteByByte() throws IOException {
        String answer = "HTTP/1.1 503 \r\ncontent-length: 2\r\n\r\nno";
        for (int i = 0; i < answer.length() - 1; i++) {
            assertThat(read(answer.substring(i, i + 1))).isFalse();
        }
        assertThat(read("o")).isTrue();
        assertThat(parser.status()).isEqualTo(503);
    }

    @Test
    void aResetForgetsThePreviousAnswer() throws IOException {
        read("HTTP/1.1 200 \r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
        assertThat(parser.isClosing()).isTrue();
        parser.reset();
        assertThat(read("HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n")).isTrue();
        assertThat(parser.isClosing()).isFalse();
    }

    @Test
    void rejectsWhatIsNotHttp() {
        assertThatThrownBy(() -> read("AMQP nonsense here\r\n")).isInstanceOf(IOException.class);
    }

    private boolean read(String text) throws IOException {
        return parser.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
