package dev.rabbitpatterns.topic;

import java.util.Arrays;
import java.util.List;

/**
 * A pattern of words separated by dots, in which {@code *} stands for exactly one word and {@code
 * #} for any number of words, including none.
 *
 * @param text the pattern
 */
record TopicPattern(String text) {

    /** Whether a topic exchange matches this key with the pattern. */
    boolean matches(String routingKey) {
        List<String> key = words(routingKey);
        // reached[n]: the pattern so far matches the first n words of the key.
        boolean[] reached = new boolean[key.size() + 1];
        reached[0] = true;
        for (String word : words(text)) {
            reached = word.equals("#") ? anyNumberFurther(reached) : oneFurther(reached, word, key);
        }
        return reached[key.size()];
    }

    private static boolean[] anyNumberFurther(boolean[] reached) {
        boolean[] next = reached.clone();
        for (int n = 1; n < next.length; n++) {
            next[n] |= next[n - 1];
        }
        return next;
    }

    private static boolean[] oneFurther(boolean[] reached, String word, List<String> key) {
        boolean[] next = new boolean[reached.length];
        for (int n = 1; n < next.length; n++) {
            next[n] = reached[n - 1] && (word.equals("*") || word.equals(key.get(n - 1)));
        }
        return next;
    }

    /** An empty text has no words, and two dots in a row have an empty word between them. */
    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\\.", -1));
    }
}
