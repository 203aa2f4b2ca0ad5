package io.makebeliv.onnx.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
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

  /** The class of what a call makes whose callee is itself the result of a call. */
  private static final String COMPUTED = "(computed)";

  private final PickleBytes in;
  private final PickleStack stack;
  private final Builder builder;
  private final Allowance allowance;

  private Unpickler(ByteBuffer pickle, Builder builder, Allowance allowance) {
    in = new PickleBytes(pickle, allowance);
    stack = new PickleStack(allowance);
    this.builder = builder;
    this.allowance = allowance;
  }

  /** Gives the value that a pickle describes. */
  static @Nullable Object load(ByteBuffer pickle, Builder builder, Allowance allowance)
      throws BrokenCheckpointException {
    Unpickler unpickler = new Unpickler(pickle, builder, allowance);
    int opcode = unpickler.in.u1();
    while (opcode != '.') {
      unpickler.step(opcode);
      opcode = unpickler.in.u1();
    }
    return unpickler.stack.pop();
  }

  private void step(int opcode) throws BrokenCheckpointException {
    switch (opcode) {
      case 0x80 -> protocol(in.u1());
      // A frame is a hint for buffering; its content follows as if there were none.
      case 0x95 -> in.u8();

      case 'N' -> stack.push(null);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'I' -> stack.number(in.decimal(true));
      case 'L' -> stack.number(in.decimal(false));
      case 'J' -> stack.number((long) (int) in.u4());
      case 'K' -> stack.number((long) in.u1());
      case 'M' -> stack.number((long) in.u2());
      case 0x8a -> stack.number(in.integer(in.u1()));
      case 0x8b -> stack.number(in.integer(in.u4()));
      case 'F' -> stack.number(in.floatingPoint());
      case 'G' -> stack.number(Double.longBitsToDouble(Long.reverseBytes(in.u8())));

      case 'S' -> stack.push(in.quoted());
      case 'V' -> stack.push(in.unescaped());
      case 'T' -> stack.push(in.latin(in.u4()));
      case 'U' -> stack.push(in.latin(in.u1()));
      case 'X' -> stack.push(in.utf8(in.u4()));
      case 0x8c -> stack.push(in.utf8(in.u1()));
      case 0x8d -> stack.push(in.utf8(in.u8()));
      case 'B' -> stack.push(in.bytes(in.u4()));
      case 'C' -> stack.push(in.bytes(in.u1()));
      case 0x8e, 0x96 -> stack.push(in.bytes(in.u8()));

      case '(' -> stack.mark();
      case '0' -> stack.discard();
      case '1' -> stack.popToMark();
      case '2' -> stack.push(stack.peek());
      case 'p' -> stack.memoize(in.index());
      case 'q' -> stack.memoize(in.u1());
      case 'r' -> stack.memoize(in.u4());
      case 0x94 -> stack.memoize();
      case 'g' -> stack.push(stack.recall(in.index()));
      case 'h' -> stack.push(stack.recall(in.u1()));
      case 'j' -> stack.push(stack.recall(in.u4()));

      case ']', ')', 0x8f -> stack.push(newList());
      case '}' -> stack.push(newMap());
      case 0x85 -> stack.push(list(stack.popLast(1)));
      case 0x86 -> stack.push(list(stack.popLast(2)));
      case 0x87 -> stack.push(list(stack.popLast(3)));
      case 't', 'l', 0x91 -> stack.push(list(stack.popToMark()));
      case 'd' -> dictionary(stack.popToMark());
      case 'a' -> append(stack.popLast(1));
      case 'e', 0x90 -> append(stack.popToMark());
      case 's' -> set(stack.popLast(2));
      case 'u' -> set(stack.popToMark());

      case 'c' -> stack.push(name(in.line(), in.line()));
      case 0x93 -> stackedName();
      case 'R', 0x81 -> call(stack.popTuple());
      case 0x92 -> callWithKeywords();
      case 'i' -> {
        Inert name = name(in.line(), in.line());
        stack.push(result(name, stack.popToMark()));
      }
      case 'o' -> {
        List<@Nullable Object> parts = stack.popToMark();
        if (parts.isEmpty()) {
          throw BrokenCheckpointException.damagedPickle("makes an object of no class");
        }
        stack.push(result(parts.get(0), parts.subList(1, parts.size())));
      }
      case 'b' -> build(stack.pop());
      case 'P' -> stack.push(builder.load(in.line()));
      case 'Q' -> stack.push(builder.load(stack.pop()));

      default ->
          throw BrokenCheckpointException.damagedPickle(
              "has the unknown opcode 0x%02x at %d".formatted(opcode, in.position() - 1));
    }
  }

  private static void protocol(int version) throws BrokenCheckpointException {
    if (version > 5) {
      throw BrokenCheckpointException.unsupported(
          "is written in pickle protocol %d; up to 5 is read. Save it again with torch.save."
              .formatted(version));
    }
  }

  // Lists and maps.

  private InertList newList() throws BrokenCheckpointException {
    allowance.charge(Allowance.OBJECT);
    return new InertList();
  }

  private InertMap newMap() throws BrokenCheckpointException {
    allowance.charge(3 * Allowance.OBJECT);
    return new InertMap();
  }

  private InertList list(List<@Nullable Object> values) throws BrokenCheckpointException {
    allowance.charge(Allowance.OBJECT);
    return new InertList(values);
  }

  private void dictionary(List<@Nullable Object> keysAndValues) throws BrokenCheckpointException {
    stack.push(newMap());
    set(keysAndValues);
  }

  /** Adds to the list on top of the stack. */
  private void append(List<@Nullable Object> values) throws BrokenCheckpointException {
    Object top = stack.peek();
    InertList list = top instanceof Inert inert ? inert.elements() : null;
    if (top instanceof InertList plain) {
      list = plain;
    }
    if (list == null) {
      throw BrokenCheckpointException.damagedPickle("adds elements to something that is no list");
    }
    allowance.charge(Allowance.ELEMENT * (long) values.size());
    for (Object value : values) {
      list.append(value);
    }
  }

  /** Adds to the map on top of the stack. */
  private void set(List<@Nullable Object> keysAndValues) throws BrokenCheckpointException {
    Object top = stack.peek();
    InertMap map = top instanceof Inert inert ? inert.entries() : null;
    if (top instanceof InertMap plain) {
      map = plain;
    }
    if (map == null || keysAndValues.size() % 2 != 0) {
      throw BrokenCheckpointException.damagedPickle("adds entries to something that is no map");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      allowance.charge(Allowance.ENTRY);
      map.set(key(keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }

  /** A tuple may be endlessly deep, so that its hash would never be found; its identity will do. */
  private @Nullable Object key(@Nullable Object value) throws BrokenCheckpointException {
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      allowance.charge(Allowance.INERT);
      return Inert.object("tuple", new InertList(Arrays.asList(value)));
    }
    return value;
  }

  // Classes, functions, calls.

  private Inert name(String module, String name) throws BrokenCheckpointException {
    allowance.charge(Allowance.INERT + 2L * (module.length() + name.length()));
    return Inert.name(module + "." + name);
  }

  private void stackedName() throws BrokenCheckpointException {
    if (stack.pop() instanceof String name
        && stack.pop() instanceof String module
        && name.length() + module.length() < PickleBytes.MAX_LINE) {
      stack.push(name(module, name));
    } else {
      throw BrokenCheckpointException.damagedPickle("names a class by something that is no name");
    }
  }

  private void call(InertList arguments) throws BrokenCheckpointException {
    stack.push(result(stack.pop(), arguments));
  }

  private void callWithKeywords() throws BrokenCheckpointException {
    Object keywords = stack.pop();
    InertList arguments = stack.popTuple();
    Object callee = stack.pop();
    allowance.charge(Allowance.INERT);
    String name = callee instanceof Inert inert ? inert.className() : COMPUTED;
    stack.push(Inert.object(name, new InertList(Arrays.asList(arguments, keywords))));
  }

  private @Nullable Object result(@Nullable Object callee, List<@Nullable Object> arguments)
      throws BrokenCheckpointException {
    allowance.charge(Allowance.INERT);
    if (callee instanceof Inert inert && inert.isName()) {
      return builder.call(inert.className(), arguments);
    }
    return Inert.object(COMPUTED, new InertList(Arrays.asList(callee, arguments)));
  }

  /** Sets the state of an object; what a map or a tensor carries beside its content is let go. */
  private void build(@Nullable Object state) throws BrokenCheckpointException {
    Object top = stack.peek();
    if (top instanceof Inert inert) {
      inert.state(state);
    } else if (!(top instanceof InertMap || top instanceof Tensor)) {
      throw BrokenCheckpointException.damagedPickle("gives a state to something that is no object");
    }
  }
}
