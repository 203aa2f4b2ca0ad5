package io.makebeliv.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses what somebody meant who wrote a name that is not known. */
public final class Suggestion {

  private Suggestion() {}

  /**
   * Makes the sentence that follows one about an unknown name.
   *
   * @param written the unknown name
   * @param known the known ones
   * @return the nearest known name as a question, or all of them if none is near
   */
  public static String of(String written, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(written, name) <= 1 + name.length() / 3)
        .min(Comparator.comparingInt(name -> distance(written, name)))
        .map(name -> "Did you mean '" + name + "'?")
        .orElseGet(() -> "There are: " + String.join(", ", known) + ".");
  }

  /** Levenshtein's: how many letters to insert, delete or replace. */
  private static int distance(String written, String known) {
    String a = written.toLowerCase(Locale.ROOT);
    String b = known.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
