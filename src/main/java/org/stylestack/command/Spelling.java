package org.stylestack.command;

import java.util.Comparator;
import java.util.List;

/** Finds the word that a misspelt one was probably meant to be. */
final class Spelling {

    private static final int LARGEST_DISTANCE = 3;

    private Spelling() {}

    /** {@code "did you mean seeds?"}, or all words where none is near. */
    static String suggest(String misspelt, List<String> words) {
        String nearest = words.stream().min(Comparator.comparingInt(word -> distance(misspelt, word))).orElseThrow();
        return distance(misspelt, nearest) <= Math.min(LARGEST_DISTANCE, nearest.length() / 2)
                ? "did you mean " + nearest + "?"
                : "it has " + String.join(", ", words);
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
