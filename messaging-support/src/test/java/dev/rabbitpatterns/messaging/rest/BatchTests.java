package dev.rabbitpatterns.messaging.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** An element or an array of them: how each is read and answered. */
class BatchTests {

    private final JsonMapper json =
            JsonMapper.builder()
                    .addModule(new SimpleModule().addDeserializer(Batch.class, new BatchReader(3)))
                    .build();

    record Element(int number) {}

    @Test
    void aSingleElementIsNotAnsweredWithAnArray() {
        Batch<Element> batch = read("{\"number\":1}");

        assertThat(batch).containsExactly(new Element(1));
        assertThat(json.writeValueAsString(batch.answeredWith(List.of("one"))))
                .isEqualTo("\"one\"");
        assertThat(batch.pointer(0)).isEqualTo("#");
    }

    @Test
    void anArrayIsAnsweredWithAnArrayEvenIfItHasOneElement() {
        Batch<Element> batch = read("[{\"number\":1}]");

        assertThat(batch).containsExactly(new Element(1));
        assertThat(json.writeValueAsString(batch.answeredWith(List.of("one"))))
                .isEqualTo("[\"one\"]");
        assertThat(batch.pointer(0)).isEqualTo("#/0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    []                                              | must not be empty
                    [{"number":1},null]                             | must not be null
                    [{"number":1},{"number":2},{"number":3},{"number":4}] | has 4 elements, and may have 3
                    """)
    void rejectsAnInvalidBatchWithAnExplanation(String body, String detail) {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read(body))
                .havingCause()
                .isInstanceOf(InvalidValueException.class)
                .withMessage(detail);
    }

    private Batch<Element> read(String body) {
        return json.readValue(body, new TypeReference<Batch<Element>>() {});
    }
}
