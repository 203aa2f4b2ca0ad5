package io.makebeliv.onnx.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pickle's program on a stack of plain values. Layout: the opcodes of Python's {@code
 * pickletools}, protocols 0 to 5. The program can name classes and ask for calls; what a call gives
 * is up to the {@link Builder}, which knows a few names and for all others keeps an {@link Inert}.
 *
 * <p>One pass, no recursion: each opcode costs no more than the bytes and values that it takes, so
 * the work is bounded by the length. {@code None} is null.
 */
final class Unpickler {

  /** What the names and the references in a pickle stand for. */
  interface Builder {

    /** Gives what calling a class or function by its full name makes. */
    @Nullable Object call(String className, List<@Nullable Object> arguments)
        throws BrokenCheckpointException;

    /** Gives what is kept beside the pickle under a persistent id. */
    @Nullable Object load(@Nullable Object id) throws BrokenCheckpointException;
  }

  private static final int MAX_DEPTH = 100_000;
  private static final int MAX_LINE = 1024;

  /** Turning long integers into decimal text and back takes time that grows by the square. */
  private static final int MAX_INTEGER_BYTES = 256;

  /** About what these take on the heap. */
  private static final int OBJECT = 48;

  private static final int NUMBER = 24;
  private static final int ELEMENT = 16;
  private static final int ENTRY = 88;
  private static final int INERT = 240;

  /** The class of what a call makes whose callee is itself the result of a call. */
  private static final String COMPUTED = "(computed)";

  private final ByteBuffer in;
  private final Builder builder;
  private final Allowance allowance;
  private final List<@Nullable Object> stack = new ArrayList<>();

  /** The heights of the stack at the open marks; the stack's size bounds it. */
  private final List<Integer> marks = new ArrayList<>();

  private final Map<Long, @Nullable Object> memo = new HashMap<>();

  private Unpickler(ByteBuffer pickle, Builder builder, Allowance allowance) {
    this.in = pickle.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.builder = builder;
    this.allowance = allowance;
  }

  /** Gives the value that a pickle describes. */
  static @Nullable Object load(ByteBuffer pickle, Builder builder, Allowance allowance)
      throws BrokenCheckpointException {
    Unpickler unpickler = new Unpickler(pickle, builder, allowance);
    int opcode = unpickler.u1();
    while (opcode != '.') {
      unpickler.step(opcode);
      opcode = unpickler.u1();
    }
    return unpickler.pop();
  }

  private void step(int opcode) throws BrokenCheckpointException {
    switch (opcode) {
      case 0x80 -> protocol(u1());
      // A frame is a hint for buffering; its content follows as if there were none.
      case 0x95 -> u8();

      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'I' -> number(decimal(line(), true));
      case 'L' -> number(decimal(line(), false));
      case 'J' -> number((long) (int) u4());
      case 'K' -> number((long) u1());
      case 'M' -> number((long) u2());
      case 0x8a -> number(integer(u1()));
      case 0x8b -> number(integer(u4()));
      case 'F' -> number(floatingPoint(line()));
      case 'G' -> number(Double.longBitsToDouble(Long.reverseBytes(u8())));

      case 'S' -> push(quoted(line()));
      case 'V' -> push(unescaped(line()));
      case 'T' -> push(latin(u4()));
      case 'U' -> push(latin(u1()));
      case 'X' -> push(utf8(u4()));
      case 0x8c -> push(utf8(u1()));
      case 0x8d -> push(utf8(u8()));
      case 'B' -> push(bytes(u4()));
      case 'C' -> push(bytes(u1()));
      case 0x8e, 0x96 -> push(bytes(u8()));

      case '(' -> mark();
      case '0' -> discard();
      case '1' -> popToMark();
      case '2' -> push(peek());
      case 'p' -> memoize(index(line()));
      case 'q' -> memoize(u1());
      case 'r' -> memoize(u4());
      case 0x94 -> memoize(memo.size());
      case 'g' -> push(recall(index(line())));
      case 'h' -> push(recall(u1()));
      case 'j' -> push(recall(u4()));

      case ']', ')', 0x8f -> push(newList());
      case '}' -> push(newMap());
      case 0x85 -> push(list(popLast(1)));
      case 0x86 -> push(list(popLast(2)));
      case 0x87 -> push(list(popLast(3)));
      case 't', 'l', 0x91 -> push(list(popToMark()));
      case 'd' -> dictionary(popToMark());
      case 'a' -> append(popLast(1));
      case 'e', 0x90 -> append(popToMark());
      case 's' -> set(popLast(2));
      case 'u' -> set(popToMark());

      case 'c' -> push(name(line(), line()));
      case 0x93 -> stackedName();
      case 'R', 0x81 -> call(popTuple());
      case 0x92 -> callWithKeywords();
      case 'i' -> {
        Inert name = name(line(), line());
        push(result(name, popToMark()));
      }
      case 'o' -> {
        List<@Nullable Object> parts = popToMark();
        if (parts.isEmpty()) {
          throw damaged("makes an object of no class");
        }
        push(result(parts.get(0), parts.subList(1, parts.size())));
      }
      case 'b' -> build(pop());
      case 'P' -> push(builder.load(line()));
      case 'Q' -> push(builder.load(pop()));

      default ->
          throw damaged("has the unknown opcode 0x%02x at %d".formatted(opcode, in.position() - 1));
    }
  }

  // Numbers and text.

  private static void protocol(int version) throws BrokenCheckpointException {
    if (version > 5) {
      throw BrokenCheckpointException.unsupported(
          "is written in pickle protocol %d; up to 5 is read. Save it again with torch.save."
              .formatted(version));
    }
  }

  private Object decimal(String text, boolean maybeBoolean) throws BrokenCheckpointException {
    if (maybeBoolean && (text.equals("00") || text.equals("01"))) {
      return text.equals("01");
    }
    allowance.charge(NUMBER + text.length());
    try {
      return narrow(
          new BigInteger(text.endsWith("L") ? text.substring(0, text.length() - 1) : text));
    } catch (NumberFormatException e) {
      throw damaged("has an integer that is none");
    }
  }

  /** Reads a two's complement of so many bytes. */
  private Object integer(long count) throws BrokenCheckpointException {
    if (count < 0 || count > MAX_INTEGER_BYTES) {
      throw damaged("has an integer of %d bytes".formatted(count));
    }
    byte[] littleEndian = bytes(count);
    byte[] bigEndian = new byte[littleEndian.length + 1];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[bigEndian.length - 1 - i] = littleEndian[i];
    }
    bigEndian[0] = (byte) (count > 0 && bigEndian[1] < 0 ? -1 : 0);
    return narrow(new BigInteger(bigEndian));
  }

  private static Object narrow(BigInteger integer) {
    return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
  }

  private static Double floatingPoint(String text) throws BrokenCheckpointException {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw damaged("has a number that is none");
    }
  }

  private static String quoted(String text) throws BrokenCheckpointException {
    if (text.length() < 2
        || text.charAt(0) != text.charAt(text.length() - 1)
        || (text.charAt(0) != '\'' && text.charAt(0) != '"')) {
      throw damaged("has a string without its quotes");
    }
    return unescaped(text.substring(1, text.length() - 1));
  }

  /** Only Python 2 wrote text like this; names of weights need no escapes. */
  private static String unescaped(String text) throws BrokenCheckpointException {
    if (text.indexOf('\\') >= 0) {
      throw BrokenCheckpointException.unsupported(
          "has escaped text of an old pickle protocol; save it again with a recent PyTorch.");
    }
    return text;
  }

  private String latin(long count) throws BrokenCheckpointException {
    return new String(bytes(count), ISO_8859_1);
  }

  private String utf8(long count) throws BrokenCheckpointException {
    return new String(bytes(count), UTF_8);
  }

  private byte[] bytes(long count) throws BrokenCheckpointException {
    int at = advance(count);
    // Twice again for the text that it may become.
    allowance.charge(OBJECT + 4L * count);
    byte[] bytes = new byte[(int) count];
    in.get(at, bytes);
    return bytes;
  }

  private String line() throws BrokenCheckpointException {
    for (int length = 0; length < Math.min(in.remaining(), MAX_LINE); length++) {
      if (in.get(in.position() + length) == '\n') {
        // Numbers are made of it, by way of several objects.
        allowance.charge(4L * OBJECT);
        String line = utf8(length);
        advance(1);
        return line;
      }
    }
    throw damaged("has a line that does not end");
  }

  private int u1() throws BrokenCheckpointException {
    return Byte.toUnsignedInt(in.get(advance(1)));
  }

  private int u2() throws BrokenCheckpointException {
    return Short.toUnsignedInt(in.getShort(advance(2)));
  }

  private long u4() throws BrokenCheckpointException {
    return Integer.toUnsignedLong(in.getInt(advance(4)));
  }

  private long u8() throws BrokenCheckpointException {
    return in.getLong(advance(8));
  }

  /** Steps over bytes that must be there, and tells where they begin. */
  private int advance(long count) throws BrokenCheckpointException {
    int at = in.position();
    if (count < 0 || count > in.remaining()) {
      throw damaged(
          "ends at %d where %s bytes more are announced"
              .formatted(in.limit(), Long.toUnsignedString(count)));
    }
    in.position(at + (int) count);
    return at;
  }

  // The stack and the memo.

  private void push(@Nullable Object value) throws BrokenCheckpointException {
    refuseHeights();
    stack.add(value);
  }

  private void number(Object value) throws BrokenCheckpointException {
    allowance.charge(NUMBER);
    push(value);
  }

  private void mark() throws BrokenCheckpointException {
    refuseHeights();
    allowance.charge(NUMBER);
    marks.add(stack.size());
  }

  private void refuseHeights() throws BrokenCheckpointException {
    if (stack.size() + marks.size() >= MAX_DEPTH) {
      throw damaged("piles up more than %d values".formatted(MAX_DEPTH));
    }
  }

  /** What lies under the last mark is out of reach until the mark is taken off. */
  private int bottom() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private @Nullable Object peek() throws BrokenCheckpointException {
    if (stack.size() <= bottom()) {
      throw damaged("takes a value where there is none");
    }
    return stack.get(stack.size() - 1);
  }

  private @Nullable Object pop() throws BrokenCheckpointException {
    Object top = peek();
    stack.remove(stack.size() - 1);
    return top;
  }

  private InertList popTuple() throws BrokenCheckpointException {
    if (pop() instanceof InertList arguments) {
      return arguments;
    }
    throw damaged("makes a call without a list of arguments");
  }

  private List<@Nullable Object> popLast(int count) throws BrokenCheckpointException {
    if (stack.size() - bottom() < count) {
      throw damaged("takes a value where there is none");
    }
    return popFrom(stack.size() - count);
  }

  private List<@Nullable Object> popToMark() throws BrokenCheckpointException {
    if (marks.isEmpty()) {
      throw damaged("ends a group that it did not begin");
    }
    return popFrom(marks.remove(marks.size() - 1));
  }

  private List<@Nullable Object> popFrom(int height) throws BrokenCheckpointException {
    int count = stack.size() - height;
    allowance.charge(OBJECT + ELEMENT * (long) count);
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

  private void discard() throws BrokenCheckpointException {
    if (!marks.isEmpty() && bottom() == stack.size()) {
      marks.remove(marks.size() - 1);
    } else {
      pop();
    }
  }

  private void memoize(long index) throws BrokenCheckpointException {
    allowance.charge(ENTRY);
    memo.put(index, peek());
  }

  private @Nullable Object recall(long index) throws BrokenCheckpointException {
    allowance.charge(NUMBER);
    Object value = memo.get(index);
    if (value == null && !memo.containsKey(index)) {
      throw damaged("recalls the value %d, which it did not store".formatted(index));
    }
    return value;
  }

  private static long index(String text) throws BrokenCheckpointException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw damaged("numbers a value by something that is no number");
    }
  }

  // Lists and maps.

  private InertList newList() throws BrokenCheckpointException {
    allowance.charge(OBJECT);
    return new InertList();
  }

  private InertMap newMap() throws BrokenCheckpointException {
    allowance.charge(3 * OBJECT);
    return new InertMap();
  }

  private InertList list(List<@Nullable Object> values) throws BrokenCheckpointException {
    allowance.charge(OBJECT);
    return new InertList(values);
  }

  private void dictionary(List<@Nullable Object> keysAndValues) throws BrokenCheckpointException {
    push(newMap());
    set(keysAndValues);
  }

  /** Adds to the list on top of the stack. */
  private void append(List<@Nullable Object> values) throws BrokenCheckpointException {
    Object top = peek();
    InertList list = top instanceof Inert inert ? inert.elements() : null;
    if (top instanceof InertList plain) {
      list = plain;
    }
    if (list == null) {
      throw damaged("adds elements to something that is no list");
    }
    allowance.charge(ELEMENT * (long) values.size());
    for (Object value : values) {
      list.append(value);
    }
  }

  /** Adds to the map on top of the stack. */
  private void set(List<@Nullable Object> keysAndValues) throws BrokenCheckpointException {
    Object top = peek();
    InertMap map = top instanceof Inert inert ? inert.entries() : null;
    if (top instanceof InertMap plain) {
      map = plain;
    }
    if (map == null || keysAndValues.size() % 2 != 0) {
      throw damaged("adds entries to something that is no map");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      allowance.charge(ENTRY);
      map.set(key(keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }

  /** A tuple may be endlessly deep, so that its hash would never be found; its identity will do. */
  private @Nullable Object key(@Nullable Object value) throws BrokenCheckpointException {
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      allowance.charge(INERT);
      return Inert.object("tuple", new InertList(Arrays.asList(value)));
    }
    return value;
  }

  // Classes, functions, calls.

  private Inert name(String module, String name) throws BrokenCheckpointException {
    allowance.charge(INERT + 2L * (module.length() + name.length()));
    return Inert.name(module + "." + name);
  }

  private void stackedName() throws BrokenCheckpointException {
    if (pop() instanceof String name
        && pop() instanceof String module
        && name.length() + module.length() < MAX_LINE) {
      push(name(module, name));
    } else {
      throw damaged("names a class by something that is no name");
    }
  }

  private void call(InertList arguments) throws BrokenCheckpointException {
    push(result(pop(), arguments));
  }

  private void callWithKeywords() throws BrokenCheckpointException {
    Object keywords = pop();
    InertList arguments = popTuple();
    Object callee = pop();
    allowance.charge(INERT);
    String name = callee instanceof Inert inert ? inert.className() : COMPUTED;
    push(Inert.object(name, new InertList(Arrays.asList(arguments, keywords))));
  }

  private @Nullable Object result(@Nullable Object callee, List<@Nullable Object> arguments)
      throws BrokenCheckpointException {
    allowance.charge(INERT);
    if (callee instanceof Inert inert && inert.isName()) {
      return builder.call(inert.className(), arguments);
    }
    return Inert.object(COMPUTED, new InertList(Arrays.asList(callee, arguments)));
  }

  /** Sets the state of an object; what a map or a tensor carries beside its content is let go. */
  private void build(@Nullable Object state) throws BrokenCheckpointException {
    Object top = peek();
    if (top instanceof Inert inert) {
      inert.state(state);
    } else if (!(top instanceof InertMap || top instanceof Tensor)) {
      throw damaged("gives a state to something that is no object");
    }
  }

  private static BrokenCheckpointException damaged(String problem) {
    return BrokenCheckpointException.damaged("has a pickle that " + problem);
  }
}
