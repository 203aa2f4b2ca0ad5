package io.makebeliv.onnx.checkpoint;

import static io.makebeliv.onnx.checkpoint.BrokenCheckpointException.quote;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} writes since PyTorch 1.6: a zip file with a pickle, {@code
 * <name>/data.pkl}, and the bytes of each storage beside it, {@code <name>/data/<key>}. Layout:
 * PyTorch's {@code torch/serialization.py} and {@code torch/_utils.py}. The names that mean
 * something here are those of {@link #call}; every other one stays inert.
 */
final class TorchArchive implements Unpickler.Builder {

  private static final String PICKLE = "/data.pkl";

  /** A voice's pickle has 50 kB, one with the state of its training 500 kB. */
  private static final long MAX_PICKLE = 8L << 20;

  /** Several names may stand for the same stored bytes, but not without end. */
  private static final long MAX_SHARING = 8;

  private static final long FREE_SHARING = 1L << 20;

  /** About what a tensor takes on the heap, but for its shape. */
  private static final int TENSOR = 128;

  private static final Map<String, DType> STORAGES =
      Map.ofEntries(
          Map.entry("torch.DoubleStorage", DType.F64),
          Map.entry("torch.FloatStorage", DType.F32),
          Map.entry("torch.HalfStorage", DType.F16),
          Map.entry("torch.BFloat16Storage", DType.BF16),
          Map.entry("torch.LongStorage", DType.I64),
          Map.entry("torch.IntStorage", DType.I32),
          Map.entry("torch.ShortStorage", DType.I16),
          Map.entry("torch.CharStorage", DType.I8),
          Map.entry("torch.ByteStorage", DType.U8),
          Map.entry("torch.BoolStorage", DType.BOOL),
          Map.entry("torch.UntypedStorage", DType.U8),
          Map.entry("torch.storage.UntypedStorage", DType.U8),
          Map.entry("torch.storage._UntypedStorage", DType.U8));

  private static final Map<String, DType> DTYPES =
      Map.ofEntries(
          Map.entry("torch.float64", DType.F64),
          Map.entry("torch.float32", DType.F32),
          Map.entry("torch.float16", DType.F16),
          Map.entry("torch.bfloat16", DType.BF16),
          Map.entry("torch.int64", DType.I64),
          Map.entry("torch.int32", DType.I32),
          Map.entry("torch.int16", DType.I16),
          Map.entry("torch.int8", DType.I8),
          Map.entry("torch.uint8", DType.U8),
          Map.entry("torch.bool", DType.BOOL));

  private final String file;
  private final ZipDirectory zip;
  private final Allowance allowance;
  private final String prefix;
  private final Map<String, Tensor> storages = new HashMap<>();
  private long bytesLeft;

  private TorchArchive(
      String file, ZipDirectory zip, Allowance allowance, String prefix, long bytesLeft) {
    this.file = file;
    this.zip = zip;
    this.allowance = allowance;
    this.prefix = prefix;
    this.bytesLeft = bytesLeft;
  }

  /**
   * Gives the value that was saved.
   *
   * @param file for the messages of its tensors
   */
  static @Nullable Object read(String file, FileBytes bytes) throws BrokenCheckpointException {
    Allowance allowance = new Allowance();
    ZipDirectory zip = ZipDirectory.read(bytes, allowance);
    ZipDirectory.Entry pickle = findPickle(zip);
    String prefix = pickle.name().substring(0, pickle.name().length() - PICKLE.length() + 1);
    refuseScripts(zip, prefix);
    refuseBigEndian(zip, prefix);
    if (pickle.size() > MAX_PICKLE) {
      throw BrokenCheckpointException.unsupported(
          "has a pickle of %d bytes; a model's has up to %d. Save just the weights (the state dict)."
              .formatted(pickle.size(), MAX_PICKLE));
    }
    long stored = zip.entries().stream().mapToLong(ZipDirectory.Entry::size).sum();
    TorchArchive archive =
        new TorchArchive(file, zip, allowance, prefix, FREE_SHARING + MAX_SHARING * stored);
    return Unpickler.load(zip.bytes(pickle), archive, allowance);
  }

  private static ZipDirectory.Entry findPickle(ZipDirectory zip) throws BrokenCheckpointException {
    ZipDirectory.Entry found = null;
    for (ZipDirectory.Entry entry : zip.entries()) {
      if (entry.name().endsWith(PICKLE)) {
        if (found != null) {
          throw BrokenCheckpointException.unsupported(
              "holds several checkpoints, %s and %s; give a file with one."
                  .formatted(quote(found.name()), quote(entry.name())));
        }
        found = entry;
      }
    }
    if (found == null) {
      throw notTorch(zip);
    }
    return found;
  }

  /** Voices are often handed round packed, with an index and a picture beside them. */
  private static BrokenCheckpointException notTorch(ZipDirectory zip) {
    for (ZipDirectory.Entry entry : zip.entries()) {
      String name = entry.name().toLowerCase(Locale.ROOT);
      if (name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".safetensors")) {
        return BrokenCheckpointException.unsupported(
            "is an archive with a checkpoint in it; unpack it and open %s."
                .formatted(quote(entry.name())));
      }
      if (name.endsWith(".npy")) {
        return BrokenCheckpointException.unsupported(
            "is an archive of NumPy arrays, not a checkpoint; give a .pth or .safetensors file.");
      }
    }
    return BrokenCheckpointException.unsupported(
        "is a zip file without a checkpoint (no data.pkl among its %d parts);"
                .formatted(zip.entries().size())
            + " give a file that torch.save wrote.");
  }

  private static void refuseScripts(ZipDirectory zip, String prefix)
      throws BrokenCheckpointException {
    boolean code =
        zip.entries().stream().anyMatch(entry -> entry.name().startsWith(prefix + "code/"));
    if (code || zip.entry(prefix + "constants.pkl") != null) {
      throw BrokenCheckpointException.unsupported(
          "is a TorchScript program, not a file of weights; save model.state_dict() with torch.save.");
    }
  }

  private static void refuseBigEndian(ZipDirectory zip, String prefix)
      throws BrokenCheckpointException {
    ZipDirectory.Entry entry = zip.entry(prefix + "byteorder");
    if (entry == null) {
      return;
    }
    String order = "?";
    if (entry.size() <= 16) {
      order = US_ASCII.decode(zip.bytes(entry)).toString().strip();
    }
    if (!order.equals("little")) {
      throw BrokenCheckpointException.unsupported(
          "was written in byte order %s; save it again on a little-endian machine."
              .formatted(quote(order)));
    }
  }

  @Override
  public @Nullable Object call(String className, List<@Nullable Object> arguments)
      throws BrokenCheckpointException {
    return switch (className) {
      case "collections.OrderedDict" -> map(arguments);
      case "torch.Size" ->
          arguments.size() == 1 && arguments.get(0) instanceof InertList sizes
              ? sizes
              : Inert.object(className, arguments);
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" ->
          tensor(className, arguments, null);
      case "torch._utils._rebuild_tensor_v3" ->
          arguments.size() > 6 && arguments.get(6) instanceof Inert dtype
              ? tensor(className, arguments, DTYPES.get(dtype.className()))
              : Inert.object(className, arguments);
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
          arguments.isEmpty() ? Inert.object(className, arguments) : arguments.get(0);
      default -> Inert.object(className, arguments);
    };
  }

  private InertMap map(List<@Nullable Object> arguments) throws BrokenCheckpointException {
    InertMap map = new InertMap();
    if (!arguments.isEmpty() && arguments.get(0) instanceof InertList pairs) {
      for (Object pair : pairs) {
        if (!(pair instanceof InertList list
            && list.size() == 2
            && list.get(0) instanceof String key)) {
          throw BrokenCheckpointException.damaged("has an ordered map of something but pairs");
        }
        allowance.charge(128);
        map.set(key, list.get(1));
      }
    }
    return map;
  }

  private Object tensor(
      String className, List<@Nullable Object> arguments, @Nullable DType declared)
      throws BrokenCheckpointException {
    if (arguments.size() >= 4
        && arguments.get(0) instanceof Tensor storage
        && arguments.get(1) instanceof Long offset
        && arguments.get(2) instanceof InertList shape
        && arguments.get(3) instanceof InertList strides) {
      DType dtype = declared == null ? storage.dtype() : declared;
      Tensor tensor = storage.view(dtype, offset, longs(shape), longs(strides));
      bytesLeft -= tensor.bytes();
      if (bytesLeft < 0) {
        throw BrokenCheckpointException.damaged(
            "has tensors of over %d times the bytes that are stored".formatted(MAX_SHARING));
      }
      return tensor;
    }
    if (!arguments.isEmpty() && arguments.get(0) instanceof Inert) {
      // Of a storage of some kind that is not read here: quantized, complex.
      return Inert.object(className, arguments);
    }
    throw BrokenCheckpointException.damaged("describes a tensor by the wrong values");
  }

  private long[] longs(InertList list) throws BrokenCheckpointException {
    if (list.size() > Tensor.MAX_AXES) {
      throw BrokenCheckpointException.damaged(
          "has a tensor whose shape has %d axes".formatted(list.size()));
    }
    allowance.charge(TENSOR + (long) Long.BYTES * list.size());
    long[] longs = new long[list.size()];
    for (int i = 0; i < longs.length; i++) {
      if (!(list.get(i) instanceof Long number)) {
        throw BrokenCheckpointException.damaged("describes a tensor by the wrong values");
      }
      longs[i] = number;
    }
    return longs;
  }

  @Override
  public @Nullable Object load(@Nullable Object id) throws BrokenCheckpointException {
    if (id instanceof InertList list
        && list.size() >= 5
        && "storage".equals(list.get(0))
        && list.get(1) instanceof Inert kind
        && list.get(2) instanceof String key
        && list.get(4) instanceof Long count) {
      DType dtype = STORAGES.get(kind.className());
      return dtype == null
          ? Inert.object(kind.className(), list)
          : storage(prefix + "data/" + key, dtype, count);
    }
    throw BrokenCheckpointException.damaged("refers to something else than stored numbers");
  }

  private Tensor storage(String name, DType dtype, long count) throws BrokenCheckpointException {
    allowance.charge(3L * TENSOR + 2L * name.length());
    ZipDirectory.Entry entry = zip.entry(name);
    if (entry == null) {
      throw BrokenCheckpointException.damaged("lacks its part " + quote(name));
    }
    if (count < 0 || count != entry.size() / dtype.bytes() || entry.size() % dtype.bytes() != 0) {
      throw BrokenCheckpointException.damaged(
          "has %d bytes in its part %s, where there should be %s %s numbers"
              .formatted(entry.size(), quote(name), count, dtype));
    }
    Tensor known = storages.get(name);
    if (known == null) {
      known = Tensor.row(new Storage(file, entry.size(), () -> zip.bytes(entry)), dtype);
      storages.put(name, known);
    } else if (known.dtype() != dtype) {
      throw BrokenCheckpointException.damaged(
          "reads its part %s both as %s and as %s".formatted(quote(name), known.dtype(), dtype));
    }
    return known;
  }
}
