package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A line that a sender could begin, or colour, would make the log worth no trust. */
@ExtendWith(OutputCaptureExtension.class)
class LogTests {

    private static final String FORGED = "\u001b[31m\r\n2026-01-01T00:00:00.000Z ERROR forged";

    @Test
    void whatComesFromOutsideBeginsNoLine(CapturedOutput output) {
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
                .noneMatch(line -> line.contains("\u001b[31m"));
    }
}
