package dev.rabbitpatterns.messaging.rest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.StringHttpMessageConverter;

/** Reads a {@code text/plain} body, and refuses invalid bytes instead of replacing them. */
final class StrictTextConverter extends StringHttpMessageConverter {

    StrictTextConverter() {
        super(StandardCharsets.UTF_8);
    }

    @Override
    protected String readInternal(Class<? extends String> type, HttpInputMessage request)
            throws IOException {
        MediaType contentType = request.getHeaders().getContentType();
        Charset declared = contentType != null ? contentType.getCharset() : null;
        Charset charset = declared != null ? declared : StandardCharsets.UTF_8;
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytesOf(request))).toString();
        } catch (CharacterCodingException e) {
            throw new HttpMessageNotReadableException(
                    "The body is not " + charset + " text", e, request);
        }
    }

    /** {@code readAllBytes} allocates 16 KB for the shortest text. */
    private static byte[] bytesOf(HttpInputMessage request) throws IOException {
        long length = request.getHeaders().getContentLength();
        return length < 0 || length > Integer.MAX_VALUE
                ? request.getBody().readAllBytes()
                : request.getBody().readNBytes((int) length);
    }
}
