package io.makebeliv.ambience;

import io.makebeliv.dsp.Chance;

/**
 * One of those who talk in a café: phrases with pauses between them, of syllables that have no
 * meaning, each a vowel that glides to the next, some with a consonant before them. Time is cut
 * into slots of a phrase each, and a phrase is a function of its slot, so that one can begin to
 * listen anywhere.
 */
final class Talker {

  /** A consonant is none, one of the fricatives, or a stop. */
  private static final int NONE = -1;

  private static final int STOP = VocalTract.FRICATIVES;

  /** What a draw is for, so that no two share a number. */
  private static final int START = 0;

  private static final int LENGTH = 1;
  private static final int SILENT = 2;
  private static final int MELODY = 3;
  private static final int VOWEL = 4;
  private static final int CONSONANT = 5;
  private static final int DURATION = 6;
  private static final int CONSONANT_DURATION = 7;
  private static final int STRESS = 8;
  private static final int DRAWS = 16;

  private final VocalTract tract;
  private final int sampleRate;
  private final long key;
  private final int size;
  private final double f0;
  private final double syllableSeconds;
  private final double slotFrames;
  private final float near;
  private final float far;

  // The phrase.
  private long slot;
  private long phraseKey;
  private double phraseBegin;
  private double phraseEnd;
  private double melody;

  // The syllable: before the vowel is the consonant, which sounds from friction on.
  private int syllable;
  private int consonant;
  private double friction;
  private double vowel;
  private double end;
  private double open0;
  private double open1;
  private double front0;
  private double front1;
  private double stress;

  // The next pulse or grain.
  private double next;
  private long pulse;

  /**
   * Gives a talker a voice.
   *
   * @param tract shared by all
   * @param sampleRate Hz
   * @param key of everything that is drawn
   * @param f0 the middle of the melody, Hz
   * @param syllableSeconds from one syllable to the next, on average
   * @param slotSeconds from one phrase to the next, on average
   * @param near amplitude of what comes straight from the lips
   * @param far amplitude of what the room answers to
   */
  Talker(
      VocalTract tract,
      int sampleRate,
      long key,
      double f0,
      double syllableSeconds,
      double slotSeconds,
      double near,
      double far) {
    this.tract = tract;
    this.sampleRate = sampleRate;
    this.key = key;
    this.f0 = f0;
    this.syllableSeconds = syllableSeconds;
    this.near = (float) near;
    this.far = (float) far;
    size = f0 < 150 ? 0 : 1;
    slotFrames = slotSeconds * sampleRate;
  }

  /** Goes to a frame: from the beginning of the phrase that may sound there. */
  void seek(long frame) {
    enter((long) Math.floor(frame / slotFrames));
    while (next < frame) {
      advance();
    }
  }

  /**
   * Talks on.
   *
   * @param from the frame that the first sample stands for; nothing before is due
   * @param to the frame at which to stop
   * @param straight what comes straight; a response longer than the stretch fits in
   * @param room what the room is to answer to, likewise
   */
  void talk(long from, long to, float[] straight, float[] room) {
    while (next < to) {
      double frame = Math.floor(next);
      sound((int) ((long) frame - from), next - frame, straight, room);
      advance();
    }
  }

  private void enter(long number) {
    slot = number;
    phraseKey = Chance.key(key, number);
    boolean silent = Chance.uniform(phraseKey, SILENT) < 0.1;
    double length = slotFrames * Chance.between(phraseKey, LENGTH, 0.55, 0.92);
    phraseBegin = number * slotFrames + Chance.uniform(phraseKey, START) * (slotFrames - length);
    phraseEnd = phraseBegin + (silent ? 0 : length);
    melody = Chance.between(phraseKey, MELODY, 0.92, 1.08);
    open1 = 2;
    front1 = 4;
    pulse = 0;
    syllable = -1;
    end = phraseBegin;
    next = phraseBegin;
    settle();
  }

  /** Brings syllable and slot up to the next pulse, and the pulse to where something sounds. */
  private void settle() {
    while (next >= end) {
      if (end >= phraseEnd - 0.4 * syllableSeconds * sampleRate) {
        // Entering settles as well.
        enter(slot + 1);
        return;
      }
      pronounce(syllable + 1);
    }
    if (next < friction) {
      next = friction;
    }
  }

  private double drawn(int what, double low, double high) {
    return Chance.between(phraseKey, (long) DRAWS * (syllable + 1) + what, low, high);
  }

  private void pronounce(int number) {
    syllable = number;
    double begin = end;
    double kind = drawn(CONSONANT, 0, 1);
    consonant = kind < 0.4 ? NONE : kind < 0.75 ? STOP : (int) ((kind - 0.75) * 4 * STOP);
    double held = sampleRate * drawn(CONSONANT_DURATION, 0.05, 0.1);
    double last = Math.min(1.3, 0.7 + 0.6 * (begin - phraseBegin) / (phraseEnd - phraseBegin));
    double whole = last * syllableSeconds * sampleRate * drawn(DURATION, 0.7, 1.3);
    vowel = begin + (consonant == NONE ? 0 : Math.min(held, 0.45 * whole));
    friction = consonant == STOP ? Math.max(begin, vowel - 0.015 * sampleRate) : begin;
    end = Math.min(phraseEnd, begin + whole);
    vowel = Math.min(vowel, end);
    friction = Math.min(friction, vowel);
    int target = (int) drawn(VOWEL, 0, VocalTract.vowels());
    open0 = open1;
    front0 = front1;
    open1 = VocalTract.open(target);
    front1 = VocalTract.front(target);
    stress = drawn(STRESS, -1, 1);
  }

  private void advance() {
    double chance = Chance.normal(phraseKey, -1 - pulse);
    pulse++;
    if (next < vowel) {
      double step = sampleRate / VocalTract.GRAINS_PER_SECOND * (1 + 0.28 * chance);
      next = Math.min(next + step, vowel);
    } else {
      next += sampleRate / pitch() * (1 + 0.008 * chance);
    }
    settle();
  }

  private double pitch() {
    double fallen = (next - phraseBegin) / (phraseEnd - phraseBegin);
    double place = (next - vowel) / Math.max(1, end - vowel);
    double accent = 1 + 0.1 * stress * Math.sin(Math.PI * place);
    return f0 * melody * (1.12 - 0.24 * fallen) * accent;
  }

  private void sound(int at, double late, float[] straight, float[] room) {
    if (next < vowel) {
      boolean stop = consonant == STOP;
      double place = (next - friction) / (vowel - friction);
      double level = Math.sin(Math.PI * Math.min(1, place)) * (stop ? 0.8 : 1.2);
      long side = (Chance.key(phraseKey, pulse) & 1) == 0 ? 1 : -1;
      float[] grain = tract.fricative(stop ? syllable % VocalTract.FRICATIVES : consonant);
      add(grain, (float) (side * level), at, straight, room);
      return;
    }
    double place = (next - vowel) / Math.max(1, end - vowel);
    double rise = Math.min(1, place / 0.28);
    double fall = Math.min(1, (1 - place) / 0.42);
    double shape = Math.sin(Math.PI / 2 * rise) * fall * fall * (3 - 2 * fall);
    double level = shape * Math.pow(10, 0.15 * stress);
    level *= Math.sqrt(VocalTract.PULSES_PER_SECOND / pitch());
    double glide = Math.min(1, 1.6 * place);
    glide *= glide * (3 - 2 * glide);
    double open = open0 + glide * (open1 - open0);
    double front = front0 + glide * (front1 - front0);
    int o = Math.min(VocalTract.OPEN - 2, (int) open);
    int f = Math.min(VocalTract.FRONT - 2, (int) front);
    int phase = (int) (late * tract.phases());
    double u = open - o;
    double v = front - f;
    float w00 = (float) (level * (1 - u) * (1 - v));
    float w01 = (float) (level * (1 - u) * v);
    float w10 = (float) (level * u * (1 - v));
    float w11 = (float) (level * u * v);
    float[] r00 = tract.voiced(phase, size, o, f);
    float[] r01 = tract.voiced(phase, size, o, f + 1);
    float[] r10 = tract.voiced(phase, size, o + 1, f);
    float[] r11 = tract.voiced(phase, size, o + 1, f + 1);
    if (near == 0) {
      for (int i = 0; i < r00.length; i++) {
        room[at + i] += far * (w00 * r00[i] + w01 * r01[i] + w10 * r10[i] + w11 * r11[i]);
      }
      return;
    }
    for (int i = 0; i < r00.length; i++) {
      float sample = w00 * r00[i] + w01 * r01[i] + w10 * r10[i] + w11 * r11[i];
      straight[at + i] += near * sample;
      room[at + i] += far * sample;
    }
  }

  private void add(float[] grain, float level, int at, float[] straight, float[] room) {
    for (int i = 0; i < grain.length; i++) {
      float sample = level * grain[i];
      straight[at + i] += near * sample;
      room[at + i] += far * sample;
    }
  }
}
