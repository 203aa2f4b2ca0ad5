package io.makebeliv.pitchshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EpochsTest {

  private final Epochs epochs = new Epochs();

  /** What is left of a run ends with its own last period, not with one that never was. */
  @Test
  void epochsThatAreTakenBackLeaveNoPeriod() {
    epochs.begin(1000, 0, 100);
    epochs.follow(1100, 0, 1, 100);
    epochs.follow(1210, 0, 1, 110);
    epochs.follow(1450, 0, 0.5f, 240);
    epochs.end(3);
    assertEquals(110, epochs.period(2));
    assertEquals(110, epochs.after(2));
    assertTrue(epochs.last(2));
    epochs.end(1);
    assertEquals(100, epochs.period(0));
  }

  @Test
  void aRunOfOneEpochKeepsThePeriodThatItBeganWith() {
    epochs.begin(1000, 0, 100);
    epochs.end(1);
    epochs.begin(2000, 0, 300);
    assertEquals(100, epochs.period(0));
    assertEquals(300, epochs.period(1));
  }
}
