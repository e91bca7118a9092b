package dev.rabbitpatterns.rpc;

import java.util.regex.Pattern;

/** The n of a request: text that nobody has checked, whichever way it came. */
final class Argument {

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=[0-9])");
    private static final int DIGITS_OF_AN_INT = 9;

    private Argument() {}

    /**
     * The number that the text stands for: ASCII digits and nothing else, as other ways to write a
     * number mean different things to different programs.
     */
    static int parse(String text, int max) throws RefusedException {
        if (!DIGITS.matcher(text).matches()) {
            throw new RefusedException(
                    "n has to be a whole number, 0 or more, written in the digits 0 to 9");
        }
        String digits = LEADING_ZEROS.matcher(text).replaceFirst("");
        if (digits.length() > DIGITS_OF_AN_INT || Integer.parseInt(digits) > max) {
            throw new RefusedException("n may be at most " + max);
        }
        return Integer.parseInt(digits);
    }
}
