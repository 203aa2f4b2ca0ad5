package io.makebeliv.onnx.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a pickle's program keeps its values: a stack, the marks in it that begin groups, and a memo
 * of numbered values. {@code None} is null.
 */
final class PickleStack {

  private static final int MAX_DEPTH = 100_000;

  private final Allowance allowance;
  private final List<@Nullable Object> stack = new ArrayList<>();

  /** The heights of the stack at the open marks; the stack's size bounds it. */
  private final List<Integer> marks = new ArrayList<>();

  private final Map<Long, @Nullable Object> memo = new HashMap<>();

  PickleStack(Allowance allowance) {
    this.allowance = allowance;
  }

  void push(@Nullable Object value) throws BrokenCheckpointException {
    refuseHeights();
    stack.add(value);
  }

  void number(Object value) throws BrokenCheckpointException {
    allowance.charge(Allowance.NUMBER);
    push(value);
  }

  void mark() throws BrokenCheckpointException {
    refuseHeights();
    allowance.charge(Allowance.NUMBER);
    marks.add(stack.size());
  }

  private void refuseHeights() throws BrokenCheckpointException {
    if (stack.size() + marks.size() >= MAX_DEPTH) {
      throw BrokenCheckpointException.damagedPickle(
          "piles up more than %d values".formatted(MAX_DEPTH));
    }
  }

  /** What lies under the last mark is out of reach until the mark is taken off. */
  private int bottom() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  @Nullable Object peek() throws BrokenCheckpointException {
    if (stack.size() <= bottom()) {
      throw BrokenCheckpointException.damagedPickle("takes a value where there is none");
    }
    return stack.get(stack.size() - 1);
  }

  @Nullable Object pop() throws BrokenCheckpointException {
    Object top = peek();
    stack.remove(stack.size() - 1);
    return top;
  }

  InertList popTuple() throws BrokenCheckpointException {
    if (pop() instanceof InertList arguments) {
      return arguments;
    }
    throw BrokenCheckpointException.damagedPickle("makes a call without a list of arguments");
  }

  List<@Nullable Object> popLast(int count) throws BrokenCheckpointException {
    if (stack.size() - bottom() < count) {
      throw BrokenCheckpointException.damagedPickle("takes a value where there is none");
    }
    return popFrom(stack.size() - count);
  }

  List<@Nullable Object> popToMark() throws BrokenCheckpointException {
    if (marks.isEmpty()) {
      throw BrokenCheckpointException.damagedPickle("ends a group that it did not begin");
    }
    return popFrom(marks.remove(marks.size() - 1));
  }

  private List<@Nullable Object> popFrom(int height) throws BrokenCheckpointException {
    int count = stack.size() - height;
    allowance.charge(Allowance.OBJECT + Allowance.ELEMENT * (long) count);
    // By hand, since a view to copy from would take as much as what is copied.
    List<@Nullable Object> values = new ArrayList<>(count);
    for (int i = height; i < height + count; i++) {
      values.add(stack.get(i));
    }
    for (int i = 0; i < count; i++) {
      stack.remove(stack.size() - 1);
    }
    return values;
  }

  void discard() throws BrokenCheckpointException {
    if (!marks.isEmpty() && bottom() == stack.size()) {
      marks.remove(marks.size() - 1);
    } else {
      pop();
    }
  }

  /** Keeps the value on top under the next free number. */
  void memoize() throws BrokenCheckpointException {
    memoize(memo.size());
  }

  void memoize(long index) throws BrokenCheckpointException {
    allowance.charge(Allowance.ENTRY);
    memo.put(index, peek());
  }

  @Nullable Object recall(long index) throws BrokenCheckpointException {
    allowance.charge(Allowance.NUMBER);
    Object value = memo.get(index);
    if (value == null && !memo.containsKey(index)) {
      throw BrokenCheckpointException.damagedPickle(
          "recalls the value %d, which it did not store".formatted(index));
    }
    return value;
  }
}
