package dev.rabbitpatterns.messaging;

/** Shortens a text where many are kept or shown, because each may have a megabyte. */
public final class Excerpt {

    private Excerpt() {}

    /** The text itself, or its first characters and an ellipsis; never half a surrogate pair. */
    public static String to(int maxLength, String text) {
        if (text.length() <= maxLength) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(maxLength - 1));
        return text.substring(0, splitsPair ? maxLength - 1 : maxLength) + "…";
    }
}
