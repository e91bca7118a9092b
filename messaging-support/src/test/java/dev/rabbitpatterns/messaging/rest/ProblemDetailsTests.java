package dev.rabbitpatterns.messaging.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.converter.HttpMessageNotWritableException;
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

    /** Half an answer has been sent when this happens. */
    private void write(Exception failure) throws Exception {
        response.setCommitted(true);
        new ProblemDetails(Duration.ofSeconds(1))
                .handleException(
                        new HttpMessageNotWritableException("Could not write JSON", failure),
                        new ServletWebRequest(new MockHttpServletRequest(), response));
    }
}
