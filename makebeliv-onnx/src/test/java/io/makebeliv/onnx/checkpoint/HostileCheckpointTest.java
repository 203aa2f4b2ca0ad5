package io.makebeliv.onnx.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints made to break, exhaust or mislead a reader. */
final class HostileCheckpointTest {

  private static Attempt attempt(TorchFile file) {
    return attempt(file.bytes());
  }

  private static Attempt attempt(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    return Attempt.at("the file", () -> Checkpoint.open("test.pth", bytes));
  }

  private static void assertRefused(String reason, byte[] content) {
    String refusal = attempt(content).refusal();
    assertTrue(refusal != null && refusal.contains(reason), refusal);
  }

  private static void assertRefused(String reason, TorchFile file) {
    assertRefused(reason, file.bytes());
  }

  private static void assertRefused(String reason, PickleWriter pickle) {
    assertRefused(reason, TorchFile.of(pickle));
  }

  private static PickleWriter pickle() {
    return PickleWriter.protocol2();
  }

  // Code.

  @Test
  void aCallIsWrittenDownAndNotMade() {
    for (PickleWriter attack :
        List.of(
            pickle().name("posix", "system").ops("(").text("touch pwned").ops("tR"),
            pickle().name("java.lang", "Runtime").ops("(").text("touch pwned").ops("tR"),
            pickle().text("posix").text("system").raw(0x93).text("touch").raw(0x85).ops("R"),
            pickle().ops("(").text("touch").ops("iposix\nsystem\n"),
            pickle().ops("(").name("posix", "system").text("touch").ops("o"),
            pickle().name("posix", "system").text("touch").raw(0x85).raw(0x81),
            pickle().name("posix", "system").text("touch").raw(0x85).ops("}").raw(0x92))) {
      Inert call = assertInstanceOf(Inert.class, TorchFile.of(attack).open().root());
      assertTrue(List.of("posix.system", "java.lang.Runtime").contains(call.className()));
      assertEquals(call.className(), call.toString().replace("inert ", ""));
    }
  }

  @Test
  void whatACallGivesCannotBeCalledEither() {
    PickleWriter attack = pickle().name("builtins", "getattr").ops("(");
    attack.name("posix", "path").text("system").ops("tR(").text("touch").ops("tR");
    Inert call = assertInstanceOf(Inert.class, TorchFile.of(attack).open().root());
    assertEquals("(computed)", call.className());
    assertEquals("builtins.getattr", ((Inert) call.arguments().get(0)).className());
  }

  @Test
  void objectsMayFillAndBuildThemselvesAsTheyLike() {
    PickleWriter odd =
        pickle().name("collections", "defaultdict").ops("(").name("builtins", "list");
    odd.ops("tR(").text("k").number(1).ops("u").text("e").ops("a}").text("s").number(2).ops("sb");
    Inert object = assertInstanceOf(Inert.class, TorchFile.of(odd).open().root());
    assertEquals(Map.of("k", 1L), object.entries());
    assertEquals(List.of("e"), object.elements());
    assertEquals(Map.of("s", 2L), object.state());
    assertTrue(((Inert) object.arguments().get(0)).isName());
  }

  // Counts.

  @Test
  void whatIsAnnouncedMustBeThere() {
    for (long count : new long[] {1000, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL}) {
      assertRefused("announced", pickle().ops("X").int4(count));
      assertRefused("announced", pickle().ops("B").int4(count));
      assertRefused("announced", pickle().ops("T").int4(count));
      assertRefused("pickle", pickle().raw(0x8b).int4(count));
    }
    for (long count : new long[] {1000, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      assertRefused("announced", pickle().raw(0x8d).int8(count));
      assertRefused("announced", pickle().raw(0x8e).int8(count));
      assertRefused("announced", pickle().raw(0x96).int8(count));
    }
    assertNull(attempt(voice(pickle().raw(0x95).int8(-1))).refusal());
  }

  /** A sound state dict after some opcodes. */
  private static TorchFile voice(PickleWriter begin) {
    begin.ops("}").text("t").row("FloatStorage", "0", 1).ops("s");
    return TorchFile.of(begin).storage("0", TorchFile.floats(1));
  }

  @Test
  void aMemoMayBeNumberedAsItLikes() {
    assertNull(attempt(voice(pickle().ops("Nr").int4(-1).ops("j").int4(-1))).refusal());
    assertNull(attempt(voice(pickle().ops("Np-7\ng-7\n"))).refusal());
    assertRefused("did not store", pickle().ops("Nr").int4(-1).ops("j").int4(-2));
    assertRefused("did not store", pickle().ops("h\0"));
    assertRefused("no number", pickle().ops("gx\n"));
  }

  // Nesting.

  @Test
  void nestingIsNotFollowed() {
    int depth = 200_000;
    for (String opcode : List.of("(", "]", "}", ")", "N")) {
      assertRefused("piles up", pickle().ops(opcode.repeat(depth)));
    }
    // Lists in lists, made one by one: deep, but never high on the stack.
    assertRefused("holds no weights", pickle().ops("]").raw(nest(0x85, depth)));
    PickleWriter deepKey = pickle().ops("}").ops("N").raw(nest(0x85, depth)).ops("Ns");
    assertRefused("holds no weights", deepKey);
    // A call of a call of a call.
    assertRefused("(computed)", pickle().name("a", "b").ops(")R".repeat(depth / 10)));
  }

  private static int[] nest(int opcode, int depth) {
    int[] opcodes = new int[depth];
    Arrays.fill(opcodes, opcode);
    return opcodes;
  }

  @Test
  void whatContainsItselfIsReadOnce() {
    InertList list = (InertList) TorchFile.of(pickle().ops("]q\0h\0a")).open().root();
    assertNotNull(list);
    assertSame(list, list.get(0));
    assertEquals("list of 1", list.toString());
    InertMap map =
        (InertMap) TorchFile.of(pickle().ops("}q\0").text("me").ops("h\0s")).open().root();
    assertNotNull(map);
    assertSame(map, map.get("me"));
    assertEquals("map of 1", map.toString());
    PickleWriter object = pickle().name("a", "B").ops(")").raw(0x81).ops("q\0h\0b");
    Inert inert = assertInstanceOf(Inert.class, TorchFile.of(object).open().root());
    assertNotNull(inert);
    assertSame(inert, inert.state());
    // As its own key, and as the only element of a tuple that is its key.
    assertRefused("holds no weights", pickle().ops("}q\0h\0h\0s"));
    assertRefused("holds no weights", pickle().ops("}q\0h\0").raw(0x85).ops("h\0s"));
  }

  @Test
  void whatDoublesItselfStaysSmall() {
    PickleWriter laughs = pickle().ops("N");
    for (int i = 0; i < 60; i++) {
      laughs.raw('q', i, 0x85).ops("0").raw('h', i, 'h', i, 0x86);
    }
    assertRefused("holds no weights", laughs);
  }

  @Test
  void aPickleOfManyObjectsIsRefused() {
    PickleWriter many = pickle().ops("](").raw(nest(']', 90_000)).ops("e");
    for (int i = 0; i < 20; i++) {
      many.ops("0](").raw(nest(']', 90_000)).ops("e");
    }
    assertRefused("more objects", many);
    assertRefused("more objects", pickle().ops("N").raw(calls(400_000)));
    assertRefused("more objects", pickle().ops("]").ops("Na".repeat(1_000_000)));
    assertRefused("more objects", pickle().ops("}").ops("NNs".repeat(1_000_000)));
    assertRefused("more objects", pickle().ops("N").ops("0I7\n".repeat(1_500_000)));
    assertRefused("a pickle of", TorchFile.of(new byte[(8 << 20) + 1]));
  }

  private static int[] calls(int count) {
    int[] opcodes = new int[6 * count];
    for (int i = 0; i < opcodes.length; i += 6) {
      opcodes[i] = '0';
      opcodes[i + 1] = 'c';
      opcodes[i + 2] = 'a';
      opcodes[i + 3] = '\n';
      opcodes[i + 4] = 'b';
      opcodes[i + 5] = '\n';
    }
    return opcodes;
  }

  @Test
  void copiesAreNotMadeOverAndOver() {
    // One long list of pairs, made into ordered maps again and again.
    PickleWriter maps = pickle().ops("](");
    for (int i = 0; i < 20_000; i++) {
      maps.text("k").ops("N").raw(0x86);
    }
    maps.ops("e").raw(0x85).ops("q\0").name("collections", "OrderedDict").ops("q\u0001");
    maps.ops("0h\u0001h\0R".repeat(100_000));
    assertRefused("more objects", maps);
    // One long tuple, as the arguments and as the shape of calls without end.
    PickleWriter shapes = pickle().ops("(" + "K\u0001".repeat(90_000) + "tq\0");
    shapes.name("torch._utils", "_rebuild_tensor").ops("q\u0001");
    shapes.storage("torch", "FloatStorage", "0", 1).ops("q\u0002");
    shapes.ops("0h\u0001(h\u0002K\u0000h\0h\0tR".repeat(10_000));
    assertRefused("shape", TorchFile.of(shapes).storage("0", TorchFile.floats(1)));
  }

  // Bad programs.

  @Test
  void programsThatMakeNoSenseAreRefused() {
    for (String opcodes :
        List.of(
            "",
            "0",
            "1",
            "2",
            "a",
            "e",
            "s",
            "u",
            "t",
            "R",
            "b",
            "Q",
            "o",
            "(o",
            "(0.",
            "N(a",
            "Na",
            "NNs",
            "](Nu",
            "}(Nu",
            "}Na",
            "]NNs",
            "NNR",
            "Nb",
            "]]b",
            "c",
            "cposix\n",
            "P",
            "Pstorage\n",
            "NQ",
            ")Q",
            "Snot quoted\n",
            "S'\n",
            "S'\\x41'\n",
            "V\\u0041\n",
            "Ix\n",
            "I\n",
            "Fx\n",
            "Lx\n",
            "~",
            "\u0001",
            "NN\u0001")) {
      assertNotNull(attempt(TorchFile.of(pickle().ops(opcodes))).refusal(), opcodes);
    }
    for (int opcode = 0; opcode < 256; opcode++) {
      attempt(TorchFile.of(new PickleWriter().raw(opcode)));
      attempt(TorchFile.of(new PickleWriter().ops("N").raw(opcode, 0)));
      attempt(TorchFile.of(pickle().ops("(NN").raw(opcode)));
    }
    assertRefused("protocol 6", new PickleWriter().raw(0x80, 6).ops("N"));
    assertRefused("names a class", pickle().ops("NN").raw(0x93));
    assertRefused("does not end", pickle().ops("I" + "1".repeat(5000)));
    assertRefused("an integer of 300 bytes", pickle().raw(0x8b).int4(300));
  }

  // Tensors.

  private static TorchFile tensor(long count, long offset, long[] shape, long[] strides) {
    PickleWriter pickle = pickle().ops("}").text("t");
    pickle.tensor("FloatStorage", "0", count, offset, shape, strides).ops("s");
    return TorchFile.of(pickle).storage("0", new byte[24]);
  }

  private static long[] of(long... values) {
    return values;
  }

  @Test
  void aTensorStaysWithinItsStorage() {
    assertNull(attempt(tensor(6, 0, of(2, 3), of(3, 1))).refusal());
    assertNull(attempt(tensor(6, 3, of(3), of(1))).refusal());
    assertRefused("shape [7]", tensor(6, 0, of(7), of(1)));
    assertRefused("offset 4", tensor(6, 4, of(3), of(1)));
    assertRefused("offset -1", tensor(6, -1, of(3), of(1)));
    assertRefused("strides", tensor(6, 0, of(2, 3), of(4, 1)));
    assertRefused("strides [-1]", tensor(6, 5, of(3), of(-1)));
    assertRefused("shape [-1]", tensor(6, 0, of(-1), of(1)));
    assertRefused("strides", tensor(6, 0, of(2, 3), of(1)));
    assertRefused("shape", tensor(6, Long.MAX_VALUE, of(2), of(Long.MAX_VALUE)));
    assertRefused("shape", tensor(6, 0, of(Long.MAX_VALUE, 4), of(4, 1)));
    assertRefused("shape", tensor(6, 0, of(1L << 32, 1L << 32), of(0, 0)));
    assertRefused("shape", tensor(6, 0, of(100_000, 100_000), of(0, 0)));
    assertRefused("shape", tensor(6, 0, new long[33], new long[33]));
    assertNull(attempt(tensor(6, 0, of(0, Long.MAX_VALUE), of(1, 0))).refusal());
  }

  @Test
  void aStorageHasTheSizeItIsSaidToHave() {
    assertRefused("numbers", tensor(5, 0, of(5), of(1)));
    assertRefused("numbers", tensor(7, 0, of(7), of(1)));
    assertRefused("numbers", tensor(-1, 0, of(1), of(1)));
    assertRefused("numbers", tensor(Long.MAX_VALUE, 0, of(1), of(1)));
    PickleWriter twice = pickle().ops("}(").text("a").row("FloatStorage", "0", 1);
    twice.text("b").row("IntStorage", "0", 1).ops("u");
    assertRefused("both as", TorchFile.of(twice).storage("0", new byte[4]));
    assertRefused("lacks its part", pickle().row("FloatStorage", "../../etc/passwd", 1));
    PickleWriter foreign = pickle().ops("}").text("t").row("QInt8Storage", "0", 1).ops("s");
    assertRefused("holds no weights", TorchFile.of(foreign).storage("0", new byte[1]));
  }

  @Test
  void sharingHasItsBounds() {
    PickleWriter shared = pickle().ops("}(");
    for (int i = 0; i < 100; i++) {
      shared.text("t" + i).row("ByteStorage", "0", 1 << 20);
    }
    assertRefused("times the bytes", TorchFile.of(shared.ops("u")).storage("0", new byte[1 << 20]));
  }

  @Test
  void rebuildingFromTheWrongValuesIsRefused() {
    for (String arguments : List.of(")", "(NNNNt", "(]]]]t", "(K\1K\1K\1K\1t")) {
      assertRefused(
          "wrong values", pickle().name("torch._utils", "_rebuild_tensor_v2").ops(arguments + "R"));
    }
    PickleWriter text = pickle().name("torch._utils", "_rebuild_tensor_v2").ops("(");
    text.storage("torch", "FloatStorage", "0", 1).number(0).ops("(").text("1").ops("t(K\1ttR");
    assertRefused("wrong values", TorchFile.of(text).storage("0", new byte[4]));
    PickleWriter notPairs = pickle().name("collections", "OrderedDict").ops("]Na");
    assertRefused("pairs", notPairs.raw(0x85).ops("R"));
  }

  @Test
  void namesInMessagesAreShortAndPrintable() {
    String name = "\u001b[31m\n" + "x".repeat(50_000);
    PickleWriter pickle = pickle().ops("}").text("t").row("FloatStorage", name, 1).ops("s");
    String refusal = String.valueOf(attempt(TorchFile.of(pickle)).refusal());
    assertTrue(refusal.length() < 400 && refusal.contains("?[31m?x"), refusal);
    assertTrue(refusal.chars().noneMatch(Character::isISOControl));
    String root = attempt(TorchFile.of(pickle().text(name))).refusal();
    assertTrue(root != null && root.length() < 400, root);
  }

  // Archives.

  private static byte[] patched(int signature, int offset, int width, long value) {
    ByteBuffer bytes = ByteBuffer.wrap(voice(pickle()).bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int at = bytes.limit() - 4;
    while (bytes.getInt(at) != signature) {
      at--;
    }
    if (width == 2) {
      bytes.putShort(at + offset, (short) value);
    } else {
      bytes.putInt(at + offset, (int) value);
    }
    return bytes.array();
  }

  @Test
  void anArchiveThatContradictsItselfIsRefused() {
    int central = 0x02014b50;
    int end = 0x06054b50;
    int local = 0x04034b50;
    assertRefused("table of contents", patched(end, 10, 2, 3));
    assertRefused("parts", patched(end, 10, 2, 60_000));
    assertRefused("zip64", patched(end, 10, 2, 0xffff));
    assertRefused("table of contents", patched(end, 12, 4, 0x7fff_ffff));
    assertRefused("table of contents", patched(end, 16, 4, 0x7fff_ffff));
    assertRefused("zip64", patched(end, 16, 4, -1));
    assertRefused("volumes", patched(end, 4, 2, 1));
    assertRefused("no table", patched(end, 20, 2, 1));
    assertRefused("encrypted", patched(central, 8, 2, 1));
    assertRefused("two different sizes", patched(central, 20, 4, 1));
    assertRefused("two different sizes", patched(central, 24, 4, 1));
    assertRefused("zip64 field", patched(central, 24, 4, -1));
    assertRefused("too long", patched(central, 28, 2, 5000));
    assertRefused("too long", patched(central, 30, 2, 5000));
    assertRefused("where it says", patched(central, 42, 4, 1));
    assertRefused("ends before", patched(central, 42, 4, 0x7fff_ffff));
    assertRefused("where it says", patched(central, 46, 2, 0x4141));
    assertRefused("where it says", patched(local, 26, 2, 5));
    assertRefused("more than there are", patched(local, 28, 2, 5000));
    PickleWriter empty = pickle().ops("}");
    assertRefused("two parts named", TorchFile.of(empty).part("data.pkl", empty.bytes()));
    byte[] whole = voice(pickle()).bytes();
    for (int length = 0; length < whole.length; length += 7) {
      assertNotNull(attempt(Arrays.copyOf(whole, length)).refusal());
    }
  }

  @Test
  void overlappingPartsAreRefused() {
    ByteBuffer bytes = ByteBuffer.wrap(voice(pickle()).bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int first = bytes.getInt(bytes.limit() - 6);
    // The pickle is made to reach over the storage's header and bytes.
    bytes.putInt(first + 20, first - 64).putInt(first + 24, first - 64);
    assertRefused("same place", bytes.array());
  }

  @Test
  void bombsDoNotGoOff() {
    byte[] pickle = pickle().ops("}").text("t").row("ByteStorage", "0", 1L << 30).ops("s").stop();
    byte[] zeros = TorchFile.deflate(new byte[1 << 20]);
    assertRefused("which cannot be", TorchFile.of(pickle).packed("data/0", zeros, 1L << 30, 8));
    assertRefused("which cannot be", TorchFile.of(pickle).packed("data/0", zeros, -1, 8).wide());
    TorchFile many = TorchFile.of(pickle);
    for (int i = 0; i < 64; i++) {
      many.packed("data/" + i, zeros, 1 << 20, 8);
    }
    assertRefused("times its size", many);
    assertRefused("a pickle of", new TorchFile().deflated("data.pkl", new byte[9 << 20]));
    for (int declared : new int[] {(1 << 20) - 1, (1 << 20) + 1}) {
      byte[] small = pickle().ops("}").text("t").row("ByteStorage", "0", declared).ops("s").stop();
      assertRefused("which it does not", TorchFile.of(small).packed("data/0", zeros, declared, 8));
    }
    byte[] garbage = new byte[2000];
    Arrays.fill(garbage, (byte) 0xff);
    byte[] small = pickle().ops("}").text("t").row("ByteStorage", "0", 3000).ops("s").stop();
    assertRefused("cannot be unpacked", TorchFile.of(small).packed("data/0", garbage, 3000, 8));
  }

  @Test
  void anArchiveOfVeryManyPartsStaysSmall() {
    TorchFile file = TorchFile.of(pickle().ops("}"));
    for (int i = 0; i < 60_000; i++) {
      file.part("data/" + i, new byte[0]);
    }
    assertRefused("holds no weights", file.bytes());
  }

  /** Beyond what one mapping reaches; on most file systems the gap takes no room. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the gap would be written out")
  void weightsBeyondTwoGibibytesAreFound(@TempDir Path folder) throws IOException {
    long place = (5L << 30) / 2;
    String header =
        "{\"low\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"high\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
                .formatted(place, place + 4);
    Path path = folder.resolve("large.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length()).array());
      file.writeBytes(header);
      long content = file.getFilePointer();
      file.write(TorchFile.floats(1));
      file.seek(content + place);
      file.write(TorchFile.floats(2));
    }
    try (Checkpoint checkpoint = Checkpoint.open(path)) {
      assertEquals(1, checkpoint.weights().floats("low").get(0));
      assertEquals(2, checkpoint.weights().floats("high").get(0));
    }
  }
}
