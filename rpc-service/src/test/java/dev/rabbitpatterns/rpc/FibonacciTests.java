package dev.rabbitpatterns.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FibonacciTests {

    /** SHA-256 of F(100000) in decimal, computed independently by repeated addition. */
    static final String HASH_OF_100000 =
            "9fe22f691a91170da9006226d479ad986b2f92021b7045ecfb0a5091b641b802";

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "2, 1",
        "3, 2",
        "30, 832040",
        "46, 1836311903",
        "47, 2971215073",
        "92, 7540113804746346429",
        "93, 12200160415121876738",
        "1000, 43466557686937456435688527675040625802564660517371780402481729089536555417949051890403879840079255169295922593080322634775209689623239873322471161642996440906533187938298969649928516003704476137795166849228875"
    })
    void computesKnownNumbers(int n, String number) {
        assertThat(Fibonacci.of(n)).isEqualTo(new BigInteger(number));
    }

    @Test
    void computesTheLargestNumberExactly() {
        String number = Fibonacci.of(100_000).toString();

        assertThat(number).hasSize(20_899);
        assertThat(hash(number)).isEqualTo(HASH_OF_100000);
    }

    @Test
    void eachNumberIsTheSumOfTheTwoBeforeIt() {
        Random random = new Random(4711);
        for (int n = 2; n <= 3000; n++) {
            assertSumOfTheTwoBefore(n);
        }
        for (int i = 0; i < 100; i++) {
            assertSumOfTheTwoBefore(random.nextInt(2, 100_001));
        }
    }

    private static void assertSumOfTheTwoBefore(int n) {
        assertThat(Fibonacci.of(n))
                .as("F(%d)", n)
                .isEqualTo(Fibonacci.of(n - 1).add(Fibonacci.of(n - 2)));
    }

    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "00, 0", "7, 7", "007, 7", "100000, 100000", "000000000000100000, 100000"})
    void acceptsAWholeNumberInAsciiDigits(String text, int n) {
        assertThat(Fibonacci.argument(text, 100_000)).isEqualTo(n);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", " 5", "5 ", "5\n", "+5", "-1", "-0", "٣", "５", "1e3", "1.0", "1,000",
                "0x10", "five", "1_000", "5\u0000"
            })
    void rejectsAnythingButAsciiDigits(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fibonacci.argument(text, 100_000))
                .withMessageContaining("digits 0 to 9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"100001", "999999999", "2147483648", "4294967301", "18446744073709551621"})
    void rejectsANumberOverTheLimitAndNamesTheLimit(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fibonacci.argument(text, 100_000))
                .withMessage("n may be at most 100000");
    }
}
