package dev.rabbitpatterns.messaging.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.mock.http.MockHttpInputMessage;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

@ExtendWith(OutputCaptureExtension.class)
class ProblemDetailsTests {

    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void aClientThatIsGoneCausesNoWarning(CapturedOutput log) throws Exception {
        write(new AsyncRequestNotUsableException("failed", new IOException("Broken pipe")));

        assertThat(log).isEmpty();
    }

    @Test
    void anAnswerThatFailsHalfwayIsLogged(CapturedOutput log) throws Exception {
        write(new IllegalStateException("a bug"));

        assertThat(log).contains("Could not write JSON");
    }

    /** Its sender may have closed only its own direction, and wait for the answer. */
    @Test
    void aBodyThatEndsEarlyIsABadRequest() throws Exception {
        HttpMessageNotReadableException cut =
                new HttpMessageNotReadableException(
                        "cut", new EOFException(), new MockHttpInputMessage(new byte[0]));

        assertThat(handle(cut))
                .extracting(ResponseEntity::getStatusCode)
                .hasToString("400 BAD_REQUEST");
    }

    /** Half an answer has been sent when this happens. */
    private void write(Exception failure) throws Exception {
        response.setCommitted(true);
        handle(new HttpMessageNotWritableException("Could not write JSON", failure));
    }

    private @Nullable ResponseEntity<Object> handle(Exception failure) throws Exception {
        return new ProblemDetails(Duration.ofSeconds(1))
                .handleException(
                        failure, new ServletWebRequest(new MockHttpServletRequest(), response));
    }
}
