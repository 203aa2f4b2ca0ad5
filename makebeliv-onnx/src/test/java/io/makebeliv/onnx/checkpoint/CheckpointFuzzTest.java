package io.makebeliv.onnx.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sound files, spoiled by chance. {@code -Dmakebeliv.fuzz=100000} spoils so many instead of {@value
 * #ORDINARY}. Each case is a function of its number, so that one that fails can be found again.
 */
final class CheckpointFuzzTest {

  private static final int ORDINARY = 2000;

  /** The seeds: first small zip files, then a small safetensors file, then real ones. */
  private static final int SMALL_ZIPS = 4;

  private static final int SAFETENSORS = SMALL_ZIPS;
  private static final int VOICE = SMALL_ZIPS + 1;

  private static final long[] WIDTHS = {
    0,
    1,
    -1,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final String OPCODES =
      ".N\u0088\u0089IJKMLGFSVTUXBC(012pqrghj]})tldaesucRibPQo\u0080\u0081\u0082\u0085\u0086\u0087"
          + "\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096";

  /** Bytes of the storages that the voice's pickle names. */
  private static final int[] STORAGES = {24, 24, 8, 10, 9};

  /** A file, and how it came about, for the message if it breaks the reader. */
  private record Spoiled(String how, ByteBuffer content) {

    Spoiled(String how, byte[] content) {
      this(how, ByteBuffer.wrap(content));
    }
  }

  private final byte[] voicePickle = voicePickle();
  private final List<byte[]> seeds = new ArrayList<>();

  CheckpointFuzzTest() throws IOException {
    seeds.add(withStorages(TorchFile.of(voicePickle)).bytes());
    seeds.add(withStorages(TorchFile.of(voicePickle)).wide().bytes());
    seeds.add(
        withStorages(new TorchFile().deflated("data.pkl", voicePickle))
            .deflated("data/9", new byte[4000])
            .bytes());
    seeds.add(packedAgain(voicePickle));
    seeds.add(
        SafetensorsTest.file(
            """
            {"__metadata__":{"format":"pt"},
             "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
             "b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},
             "c":{"dtype":"I64","shape":[],"data_offsets":[32,40]}}\
            """,
            new byte[40]));
    seeds.add(Files.readAllBytes(GoldenFiles.golden("tiny-v2-40k-nof0.pth")));
    seeds.add(Files.readAllBytes(GoldenFiles.golden("tiny-hubert.fairseq.pt")));
  }

  /** All that a voice has, and an object of a class unknown here. */
  private static byte[] voicePickle() {
    PickleWriter pickle = PickleWriter.protocol2().ops("}q\0(").text("weight").ops("}q\1(");
    pickle.text("a").tensor("HalfStorage", "0", 12, 0, new long[] {3, 4}, new long[] {4, 1});
    pickle.text("b").tensor("FloatStorage", "1", 6, 1, new long[] {2, 2}, new long[] {1, 2});
    pickle.text("c").row("LongStorage", "2", 1).text("d").row("BFloat16Storage", "3", 5);
    pickle.text("e").name("torch._utils", "_rebuild_parameter").ops("(");
    pickle.row("ByteStorage", "4", 9).raw(0x88).ops("NtRu").text("config").ops("](K\1K\2");
    pickle.text("x").ops("](K\3K\4eh\1e").text("args").name("argparse", "Namespace").ops(")");
    return pickle.raw(0x81).ops("}").text("n").number(7).ops("sb").ops("u").stop();
  }

  private static TorchFile withStorages(TorchFile file) {
    for (int key = 0; key < STORAGES.length; key++) {
      file.storage(String.valueOf(key), new byte[STORAGES[key]]);
    }
    return file.part("version", new byte[] {'3', '\n'});
  }

  /** As tools for zip files write them: packed, sizes behind the parts, a comment at the end. */
  private static byte[] packedAgain(byte[] pickle) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setComment("anna");
      zip.putNextEntry(new ZipEntry("anna/data.pkl"));
      zip.write(pickle);
      for (int key = 0; key < STORAGES.length; key++) {
        ZipEntry entry = new ZipEntry("anna/data/" + key);
        entry.setExtra(new byte[] {'U', 'T', 1, 0, 0});
        zip.putNextEntry(entry);
        zip.write(new byte[STORAGES[key]]);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void theSeedsAreSound() {
    for (byte[] seed : seeds) {
      ByteBuffer bytes = ByteBuffer.wrap(seed);
      String refusal = Attempt.at("a seed", () -> Checkpoint.open("test.pth", bytes)).refusal();
      assertTrue(refusal == null, refusal);
    }
  }

  @Test
  void spoiledFilesAreReadOrRefused() {
    int cases = Integer.getInteger("makebeliv.fuzz", ORDINARY);
    int refused = 0;
    long mostBytes = 0;
    long mostNanos = 0;
    for (int number = 0; number < cases; number++) {
      Spoiled spoiled = spoil(new SplittableRandom(number));
      Attempt attempt =
          Attempt.at(
              "case %d (%s)".formatted(number, spoiled.how()),
              () -> Checkpoint.open("test.pth", spoiled.content()));
      refused += attempt.refusal() == null ? 0 : 1;
      mostBytes = Math.max(mostBytes, attempt.bytes());
      mostNanos = Math.max(mostNanos, attempt.nanos());
    }
    String summary =
        "%d cases, %d refused, at most %d kB of heap and %d ms of processor time for one"
            .formatted(cases, refused, mostBytes >> 10, mostNanos / 1_000_000);
    if (cases != ORDINARY) {
      System.out.println(summary);
    }
    // A reader that refuses all, or a fuzzer that spoils nothing, would prove nothing.
    assertTrue(refused > cases / 4 && refused < cases * 19 / 20, summary);
  }

  /** A few by way of real, mapped files. */
  @Test
  void spoiledFilesOnDiskAreReadOrRefused(@TempDir Path folder) throws IOException {
    for (int number = 0; number < 50; number++) {
      Path file =
          Files.write(
              folder.resolve(number + ".pth"),
              spoil(new SplittableRandom(~number)).content().array());
      Attempt.at("file " + number, file.toString(), () -> Checkpoint.open(file));
    }
  }

  private Spoiled spoil(SplittableRandom chance) {
    return switch (chance.nextInt(10)) {
      case 0, 1 -> new Spoiled("bits", flipBits(seed(chance), chance));
      case 2 -> new Spoiled("cut", cut(seed(chance), chance));
      case 3 -> new Spoiled("numbers", putNumber(seed(chance), chance));
      case 4 -> new Spoiled("splices", splice(seed(chance), chance));
      case 5 -> new Spoiled("zip fields", zipField(zipSeed(chance), chance));
      case 6 -> new Spoiled("opcodes", archive(opcodes(voicePickle, chance), chance));
      case 7 -> new Spoiled("numbers in pickles", archive(putNumber(voicePickle, chance), chance));
      case 8 -> new Spoiled("programs", archive(program(chance), chance));
      default -> new Spoiled("headers", header(chance));
    };
  }

  /** Mostly a small one, in which more of the changes meet something that matters. */
  private byte[] seed(SplittableRandom chance) {
    int index =
        chance.nextInt(8) == 0 ? chance.nextInt(seeds.size()) : chance.nextInt(SMALL_ZIPS + 1);
    return seeds.get(index).clone();
  }

  private byte[] zipSeed(SplittableRandom chance) {
    return seeds.get(chance.nextInt(8) == 0 ? VOICE : chance.nextInt(SMALL_ZIPS)).clone();
  }

  private static byte[] archive(byte[] pickle, SplittableRandom chance) {
    TorchFile file =
        chance.nextInt(4) == 0
            ? new TorchFile().deflated("data.pkl", pickle)
            : TorchFile.of(pickle);
    return withStorages(file).bytes();
  }

  private static byte[] flipBits(byte[] bytes, SplittableRandom chance) {
    for (int i = chance.nextInt(8); i >= 0; i--) {
      bytes[chance.nextInt(bytes.length)] ^= (byte) (1 << chance.nextInt(8));
    }
    return bytes;
  }

  private static byte[] cut(byte[] bytes, SplittableRandom chance) {
    int from = chance.nextInt(3) == 0 ? chance.nextInt(bytes.length) : 0;
    return Arrays.copyOfRange(bytes, from, from + chance.nextInt(bytes.length - from + 1));
  }

  private static byte[] putNumber(byte[] bytes, SplittableRandom chance) {
    byte[] copy = bytes.clone();
    ByteBuffer at = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = chance.nextInt(3); i >= 0; i--) {
      put(at, chance.nextInt(copy.length - 8), 1 << chance.nextInt(4), chance);
    }
    return copy;
  }

  private static void put(ByteBuffer bytes, int at, int width, SplittableRandom chance) {
    long value =
        WIDTHS[chance.nextInt(WIDTHS.length)] + (chance.nextBoolean() ? 0 : chance.nextInt(-2, 3));
    for (int i = 0; i < width; i++) {
      bytes.put(at + i, (byte) (value >> (8 * i)));
    }
  }

  /** Copies, doubles or drops a piece. */
  private static byte[] splice(byte[] bytes, SplittableRandom chance) {
    int length = 1 + chance.nextInt(Math.min(200, bytes.length / 2));
    int from = chance.nextInt(bytes.length - length);
    int to = chance.nextInt(bytes.length - length);
    if (chance.nextBoolean()) {
      System.arraycopy(bytes.clone(), from, bytes, to, length);
      return bytes;
    }
    boolean drop = chance.nextBoolean();
    byte[] spliced = new byte[bytes.length + (drop ? -length : length)];
    System.arraycopy(bytes, 0, spliced, 0, from);
    if (drop) {
      System.arraycopy(bytes, from + length, spliced, from, bytes.length - from - length);
    } else {
      System.arraycopy(bytes, from, spliced, from, length);
      System.arraycopy(bytes, from, spliced, from + length, bytes.length - from);
    }
    return spliced;
  }

  private static byte[] zipField(byte[] bytes, SplittableRandom chance) {
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> records = new ArrayList<>();
    for (int at = 0; at <= bytes.length - 64; at++) {
      // All signatures begin with "PK".
      if (zip.getShort(at) == 0x4b50) {
        records.add(at);
      }
    }
    // The end record is shorter than the others.
    records.add(bytes.length - 22);
    for (int i = chance.nextInt(3); i >= 0; i--) {
      int at = records.get(chance.nextInt(records.size())) + 2 * chance.nextInt(24);
      int width = 1 << chance.nextInt(1, 4);
      put(zip, Math.min(at, bytes.length - 8), width, chance);
    }
    return bytes;
  }

  private static byte[] opcodes(byte[] pickle, SplittableRandom chance) {
    byte[] bytes = pickle.clone();
    for (int i = chance.nextInt(4); i >= 0; i--) {
      int at = 2 + chance.nextInt(bytes.length - 2);
      if (chance.nextBoolean()) {
        bytes[at] = opcode(chance);
      } else {
        byte[] longer = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, longer, 0, at);
        longer[at] = opcode(chance);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        bytes = longer;
      }
    }
    return bytes;
  }

  private static byte opcode(SplittableRandom chance) {
    return (byte) OPCODES.charAt(chance.nextInt(OPCODES.length()));
  }

  /** Opcodes with fitting operands at random, some of them many times over. */
  private static byte[] program(SplittableRandom chance) {
    PickleWriter pickle = PickleWriter.protocol2().ops("}q\0]q\1");
    int times = chance.nextInt(40) == 0 ? 1000 : 1;
    for (int i = chance.nextInt(60) * times; i >= 0; i--) {
      switch (chance.nextInt(24)) {
        case 0 -> pickle.text("weight");
        case 1 -> pickle.number(chance.nextLong() >> chance.nextInt(64));
        case 2 -> pickle.row("FloatStorage", "1", 6);
        case 3 -> pickle.storage("torch", "HalfStorage", "0", 12);
        case 4 -> pickle.name("torch._utils", "_rebuild_tensor_v2");
        case 5 -> pickle.name("collections", "OrderedDict").ops(")R");
        case 6 -> pickle.name("os", "system").text("true").raw(0x85).ops("R");
        case 7 -> pickle.name("a", "B").ops(")").raw(0x81);
        case 8 -> pickle.tuple(chance.nextInt(4), chance.nextInt(4));
        case 9, 10 -> pickle.raw('q', chance.nextInt(6));
        case 11, 12, 13 -> pickle.raw('h', chance.nextInt(6));
        case 14 -> pickle.ops("(");
        case 15 -> pickle.ops("h\0").text("weight").ops("h\0s");
        case 16 -> pickle.ops("h\1h\1a");
        case 17 -> pickle.ops("](h\0h\1e");
        case 18 -> pickle.ops("}(").text("a").ops("h\1u");
        case 19 -> pickle.ops("N").raw(0x85);
        default -> pickle.raw(Byte.toUnsignedInt(opcode(chance)));
      }
    }
    return chance.nextInt(8) == 0 ? pickle.bytes() : pickle.stop();
  }

  /** The header of a safetensors file, spoiled where it is text, with its length put right. */
  private byte[] header(SplittableRandom chance) {
    byte[] seed = seeds.get(SAFETENSORS);
    int length = (int) ByteBuffer.wrap(seed).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] json = Arrays.copyOfRange(seed, 8, 8 + length);
    String letters = "0123456789{}[]\":,-.eE \\aFBI\0";
    byte[] spoiled =
        switch (chance.nextInt(3)) {
          case 0 -> splice(json, chance);
          case 1 -> flipBits(json, chance);
          default -> {
            for (int i = chance.nextInt(3); i >= 0; i--) {
              json[chance.nextInt(length)] =
                  (byte) letters.charAt(chance.nextInt(letters.length()));
            }
            yield json;
          }
        };
    return ByteBuffer.allocate(8 + spoiled.length + 40)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(spoiled.length)
        .put(spoiled)
        .array();
  }
}
