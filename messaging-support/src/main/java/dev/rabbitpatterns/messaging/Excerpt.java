package dev.rabbitpatterns.messaging;

/** The beginning of a text, where many are kept or shown and each may have a megabyte. */
public final class Excerpt {

    private Excerpt() {}

    /** The text itself, or its first characters and an ellipsis; never half a surrogate pair. */
    public static String to(int most, String text) {
        if (text.length() <= most) {
            return text;
        }
        boolean inTheMiddle = Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, inTheMiddle ? most - 1 : most) + "…";
    }
}
