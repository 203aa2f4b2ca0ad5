package io.makebeliv.onnx.checkpoint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about an object of a class that is not on the reader's list: its class's name
 * and the values it was to be made of. Nothing of it was loaded or run. Compared by identity, since
 * a stranger's object may contain itself.
 */
public final class Inert {

  private final String className;
  private final List<@Nullable Object> arguments;
  private final boolean name;
  private final InertList elements = new InertList();
  private final InertMap entries = new InertMap();
  private @Nullable Object state;

  private Inert(String className, List<@Nullable Object> arguments, boolean name) {
    this.className = className;
    this.arguments = arguments;
    this.name = name;
  }

  /** The mention of a class or a function. */
  static Inert name(String className) {
    return new Inert(className, List.of(), true);
  }

  /** The object that a class or a function would have made. */
  static Inert object(String className, List<@Nullable Object> arguments) {
    return new Inert(className, arguments, false);
  }

  /** The full name, e.g. {@code argparse.Namespace}. */
  public String className() {
    return className;
  }

  /** Whether the file mentions the class or function itself, not an object made by it. */
  public boolean isName() {
    return name;
  }

  /** What the object was to be made of. */
  public List<@Nullable Object> arguments() {
    return arguments;
  }

  /** The state that the object was to be given, most often a map of its fields; null for none. */
  public @Nullable Object state() {
    return state;
  }

  /** What the object was to hold as a list or a set. */
  public InertList elements() {
    return elements;
  }

  /** What the object was to hold as a map. */
  public InertMap entries() {
    return entries;
  }

  void state(@Nullable Object newState) {
    state = newState;
  }

  @Override
  public String toString() {
    return (name ? "name " : "inert ") + className;
  }
}
