package io.makebeliv.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Public records as JSON objects: a key for each component, of the same name. Components are
 * numbers, truth values, texts, enums (written as lower case words joined by hyphens), other such
 * records, and lists of these.
 */
public final class RecordJson {

  private RecordJson() {}

  /**
   * Names the keys of a record's object.
   *
   * @param type the record
   * @return its components' names in order
   */
  public static List<String> keys(Class<? extends Record> type) {
    return Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  /**
   * Reads a record of which any key may be missing.
   *
   * @param place an object
   * @param defaults gives what is missing
   * @param more further keys that the object may have, which somebody else reads
   * @param <R> the record
   * @return a record of the same type
   * @throws JsonException if a key is not known, a value is of another kind, or the record refuses
   *     it
   */
  public static <R extends Record> R read(JsonPlace place, R defaults, String... more)
      throws JsonException {
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) defaults.getClass();
    return readRecord(place, type, defaults, more);
  }

  /**
   * Reads a record of which no key may be missing.
   *
   * @param place an object
   * @param type the record
   * @param <R> the record
   * @return a record of this type
   * @throws JsonException if a key is missing or not known, a value is of another kind, or the
   *     record refuses it
   */
  public static <R extends Record> R read(JsonPlace place, Class<R> type) throws JsonException {
    return readRecord(place, type, null);
  }

  private static <R extends Record> R readRecord(
      JsonPlace place, Class<R> type, @Nullable R defaults, String... more) throws JsonException {
    List<String> known = new ArrayList<>(keys(type));
    known.addAll(List.of(more));
    place.expectObject(known);
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      Optional<JsonPlace> found = place.find(component.getName());
      if (found.isEmpty() && defaults != null) {
        values[i] = value(defaults, component);
      } else {
        Object usual = defaults == null ? null : value(defaults, component);
        values[i] = readComponent(place.get(component.getName()), component, usual);
      }
    }
    return make(place, type, components, values);
  }

  private static Object readComponent(
      JsonPlace place, RecordComponent component, @Nullable Object usual) throws JsonException {
    if (component.getType() != List.class) {
      return readValue(place, component.getType(), usual);
    }
    ParameterizedType list = (ParameterizedType) component.getGenericType();
    Class<?> element = (Class<?>) list.getActualTypeArguments()[0];
    List<Object> values = new ArrayList<>();
    for (JsonPlace item : place.list()) {
      values.add(readValue(item, element, null));
    }
    return List.copyOf(values);
  }

  private static Object readValue(JsonPlace place, Class<?> type, @Nullable Object usual)
      throws JsonException {
    if (type == double.class) {
      return place.number();
    }
    if (type == int.class) {
      return place.wholeNumber();
    }
    if (type == boolean.class) {
      return place.truth();
    }
    if (type == String.class) {
      return place.text();
    }
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      List<String> words = Stream.of(constants).map(RecordJson::word).toList();
      return constants[words.indexOf(place.oneOf(words))];
    }
    if (type.isRecord()) {
      Class<? extends Record> nested = type.asSubclass(Record.class);
      return usual == null ? read(place, nested) : read(place, (Record) usual);
    }
    throw new IllegalArgumentException(type + " is not written as JSON");
  }

  private static <R extends Record> R make(
      JsonPlace place, Class<R> type, RecordComponent[] components, Object[] values)
      throws JsonException {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw place.bad(String.valueOf(refused.getMessage()));
      }
      throw new IllegalStateException(type + " could not be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type + " is not a public record", e);
    }
  }

  /**
   * Writes a record.
   *
   * @param record what to write
   * @return an object with a key for each component
   */
  public static JsonObject write(Record record) {
    JsonObject object = new JsonObject();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      object.add(component.getName(), write(value(record, component)));
    }
    return object;
  }

  private static JsonElement write(Object value) {
    if (value instanceof Record record) {
      return write(record);
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(element -> array.add(write(element)));
      return array;
    }
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof Boolean truth) {
      return new JsonPrimitive(truth);
    }
    return new JsonPrimitive(value instanceof Enum<?> constant ? word(constant) : (String) value);
  }

  /**
   * Writes a number as a person would: 80, not 80.0.
   *
   * @param value finite
   * @return the number
   */
  public static JsonPrimitive number(double value) {
    BigDecimal plain = BigDecimal.valueOf(value).stripTrailingZeros();
    return new JsonPrimitive(plain.scale() < 0 ? plain.setScale(0) : plain);
  }

  private static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(record.getClass() + " is not a public record", e);
    }
  }
}
