package dev.rabbitpatterns.rpc;

import java.math.BigInteger;
import java.util.regex.Pattern;

/** The Fibonacci numbers: F(0) = 0, F(1) = 1, and each further one is the sum of the last two. */
final class Fibonacci {

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=[0-9])");
    private static final int DIGITS_OF_AN_INT = 9;

    private Fibonacci() {}

    /**
     * Parses n. Only ASCII digits are accepted, because programs disagree about every other
     * notation.
     *
     * @throws IllegalArgumentException if the text is not such a number; the message says why
     */
    static int argument(String text, int max) {
        if (!DIGITS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "n has to be a whole number, 0 or more, written in the digits 0 to 9");
        }
        String digits = LEADING_ZEROS.matcher(text).replaceFirst("");
        if (digits.length() > DIGITS_OF_AN_INT || Integer.parseInt(digits) > max) {
            throw new IllegalArgumentException("n may be at most " + max);
        }
        return Integer.parseInt(digits);
    }

    /**
     * F(n), exactly, in as many steps as n has bits: F(2k) = F(k)·(2·F(k+1) − F(k)) and F(2k+1) =
     * F(k)² + F(k+1)².
     */
    static BigInteger of(int n) {
        BigInteger current = BigInteger.ZERO;
        BigInteger next = BigInteger.ONE;
        for (int bit = Integer.highestOneBit(n); bit != 0; bit >>>= 1) {
            BigInteger even = current.multiply(next.shiftLeft(1).subtract(current));
            BigInteger odd = current.multiply(current).add(next.multiply(next));
            boolean isSet = (n & bit) != 0;
            current = isSet ? odd : even;
            next = isSet ? even.add(odd) : odd;
        }
        return current;
    }
}
