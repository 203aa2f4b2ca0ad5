package io.makebeliv.onnx.checkpoint;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary of a file in the file's order; nobody outside can change it. As with {@link
 * InertList}, its text tells only the size. Keys are scalars, or objects compared by identity.
 */
public final class InertMap extends AbstractMap<@Nullable Object, @Nullable Object> {

  /** Small at first: a module's state dict has an empty one for each tensor. */
  private final Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>(2);

  InertMap() {}

  /** Adds an entry, or replaces its value. */
  void set(@Nullable Object key, @Nullable Object value) {
    entries.put(key, value);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    return entries.get(key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return entries.containsKey(key);
  }

  @Override
  public Set<Entry<@Nullable Object, @Nullable Object>> entrySet() {
    return Collections.unmodifiableMap(entries).entrySet();
  }

  @Override
  public String toString() {
    return "map of " + size();
  }
}
