package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A sender must not be able to forge or colour a line of the log. */
@ExtendWith(OutputCaptureExtension.class)
class LogTests {

    /** Includes control characters and line ends that only some terminals and editors know. */
    private static final String FORGED =
            "\u001b[31m\u009b31m\u202e\u0085\u2028\u2029\r\n2026-01-01T00:00:00.000Z ERROR forged";

    @Test
    void untrustedTextNeverStartsALine(CapturedOutput output) {
        SpringApplication application = new SpringApplication(Object.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.run().close();

        LoggerFactory.getLogger(LogTests.class).info("Done: {}", FORGED);
        LoggerFactory.getLogger(LogTests.class).warn("Failed", new IllegalStateException(FORGED));

        assertThat(output.getOut().lines())
                .anyMatch(line -> line.matches("....-..-..T.* INFO .*LogTests +: Done: .*"))
                .anyMatch(line -> line.matches("....-..-..T.* WARN .*LogTests +: Failed"))
                .anyMatch(line -> line.contains("at dev.rabbitpatterns.messaging.LogTests"))
                .noneMatch(line -> line.startsWith("2026-01-01T00:00:00.000Z"))
                .noneMatch(line -> line.matches(".*[\u001b\u009b\u202e\u0085\u2028\u2029].*"));
    }
}
