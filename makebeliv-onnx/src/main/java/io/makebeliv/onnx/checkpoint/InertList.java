package io.makebeliv.onnx.checkpoint;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list, a tuple or a set of a file; nobody outside can change it. It may contain itself, so its
 * text tells only the size; {@code equals} and {@code hashCode} are those of any list, and go
 * astray on such a one as they always do.
 */
public final class InertList extends AbstractList<@Nullable Object> {

  private final List<@Nullable Object> elements;

  InertList() {
    this(new ArrayList<>(0));
  }

  InertList(List<@Nullable Object> elements) {
    this.elements = elements;
  }

  void append(@Nullable Object element) {
    elements.add(element);
  }

  @Override
  public @Nullable Object get(int index) {
    return elements.get(index);
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public String toString() {
    return "list of " + size();
  }
}
