package dev.rabbitpatterns.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentTests {

    @ParameterizedTest
    @CsvSource({"0, 0", "00, 0", "7, 7", "007, 7", "100000, 100000", "000000000000100000, 100000"})
    void aWholeNumberInAsciiDigitsIsTaken(String text, int n) throws RefusedException {
        assertThat(Argument.parse(text, 100_000)).isEqualTo(n);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", " 5", "5 ", "5\n", "+5", "-1", "-0", "٣", "５", "1e3", "1.0", "1,000",
                "0x10", "five", "1_000", "5\u0000"
            })
    void whatMeansDifferentThingsToDifferentProgramsIsRefused(String text) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> Argument.parse(text, 100_000))
                .withMessageContaining("digits 0 to 9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"100001", "999999999", "2147483648", "4294967301", "18446744073709551621"})
    void whatIsTooLargeIsRefusedWithTheBound(String text) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> Argument.parse(text, 100_000))
                .withMessage("n may be at most 100000");
    }
}
