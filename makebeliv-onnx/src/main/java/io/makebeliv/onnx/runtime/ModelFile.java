package io.makebeliv.onnx.runtime;

import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.makebeliv.inference.ModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an ONNX file says of itself, read without its weights and without ONNX Runtime. Field
 * numbers are those of {@code onnx.proto}.
 *
 * @param name the file, for messages
 * @param irVersion the version of the file format
 * @param opset the version of the standard operators, 0 where it says none
 * @param metadata what the exporter noted
 * @param inputs what callers must give
 * @param outputs what they get
 * @param externalData the files beside this one that hold its weights, as it names them
 * @param foreignDomains whose operators it uses and does not define itself, apart from those that
 *     ONNX Runtime has
 */
public record ModelFile(
    String name,
    long irVersion,
    long opset,
    Map<String, String> metadata,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Set<String> externalData,
    Set<String> foreignDomains) {

  public ModelFile {
    metadata = Map.copyOf(metadata);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * Reads a file.
   *
   * @throws ModelException if it is none, is cut off, or is too big to be one
   */
  public static ModelFile read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new ModelException("No such model file: " + file + ".");
      }
      long size = Files.size(file);
      if (size > Integer.MAX_VALUE) {
        throw new ModelException(
            "%s has %d bytes; an ONNX file has less than 2 GB. Export the weights as external data."
                .formatted(file, size));
      }
      try (InputStream in = Files.newInputStream(file)) {
        return new Walk(file.toString(), in, (int) size).read();
      }
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Reads a model in memory.
   *
   * @param name what to call it in messages
   * @throws ModelException if it is none, or is cut off
   */
  public static ModelFile read(String name, byte[] model) {
    return new Walk(name, new ByteArrayInputStream(model), model.length).read();
  }

  /** Refuses what ONNX Runtime could not, or must not, load. */
  public void check(Path folder) {
    checkDomains();
    for (String location : externalData) {
      checkInside(folder, location);
    }
  }

  void checkDomains() {
    if (!foreignDomains.isEmpty()) {
      throw new ModelException(
          "%s needs custom operators of %s, and no libraries of such are loaded. Export it with standard operators."
              .formatted(name, String.join(", ", foreignDomains)));
    }
  }

  private void checkInside(Path folder, String location) {
    String path = location.replace('\\', '/');
    boolean leaves =
        path.startsWith("/")
            || path.matches("[A-Za-z]:.*")
            || path.indexOf('\0') >= 0
            || List.of(path.split("/", -1)).contains("..");
    try {
      Path inside = folder.toRealPath();
      if (!leaves) {
        Path target = inside.resolve(path);
        if (!Files.isRegularFile(target)) {
          throw new ModelException(
              "%s keeps weights in '%s', which is not there. Put that file beside it."
                  .formatted(name, location));
        }
        leaves = !target.toRealPath().startsWith(inside);
      }
    } catch (IOException e) {
      throw new ModelException(
          "%s keeps weights in '%s', which cannot be read: %s"
              .formatted(name, location, e.getMessage()),
          e);
    }
    if (leaves) {
      throw new ModelException(
          "%s wants to read '%s', outside of its own folder; such a model is not loaded."
              .formatted(name, location));
    }
  }

  /** One pass over the fields; skips weights. */
  private static final class Walk {

    private static final int DEEPEST = 64;

    /** Names and notes of a graph of ten thousand nodes take a hundredth of it. */
    private static final long MOST_KEPT = 32L << 20;

    private static final Set<String> KNOWN_DOMAINS =
        Set.of(
            "",
            "ai.onnx",
            "ai.onnx.ml",
            "ai.onnx.preview",
            "ai.onnx.preview.training",
            "ai.onnx.training",
            "com.microsoft",
            "com.microsoft.nchwc",
            "com.microsoft.experimental",
            "com.ms.internal.nhwc",
            "org.pytorch.aten");

    private final String name;
    private final CodedInputStream in;
    private long irVersion;
    private long opset;
    private long kept;
    private boolean hasGraph;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<TensorSpec> inputs = new ArrayList<>();
    private final List<TensorSpec> outputs = new ArrayList<>();
    private final Set<String> weights = new HashSet<>();
    private final Set<String> external = new LinkedHashSet<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> defined = new HashSet<>();

    Walk(String name, InputStream stream, int size) {
      this.name = name;
      in = CodedInputStream.newInstance(stream);
      in.setSizeLimit(Integer.MAX_VALUE);
      limit(size);
    }

    private void limit(int size) {
      try {
        // Without it, skipping past the end of a file that was cut off would go unnoticed.
        in.pushLimit(size);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }

    ModelFile read() {
      try {
        message(this::model);
      } catch (IOException e) {
        throw new ModelException(
            "%s is no ONNX model, or is damaged or cut off: %s".formatted(name, e.getMessage()), e);
      }
      if (!hasGraph) {
        throw new ModelException(name + " is no ONNX model: there is no graph in it.");
      }
      used.removeAll(KNOWN_DOMAINS);
      used.removeAll(defined);
      // Old files list their weights among the inputs.
      inputs.removeIf(input -> weights.contains(input.name()));
      return new ModelFile(
          name, irVersion, opset, metadata, inputs, outputs, Set.copyOf(external), used);
    }

    private void model(int field) throws IOException {
      switch (field) {
        case 1 -> irVersion = whole();
        case 7 -> {
          hasGraph = true;
          nested(f -> graph(f, 0));
        }
        case 8 -> {
          OperatorSetIdProto set = OperatorSetIdProto.parseFrom(bytes());
          if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
            opset = set.getVersion();
          }
        }
        case 14 -> {
          StringStringEntryProto entry = StringStringEntryProto.parseFrom(bytes());
          metadata.put(entry.getKey(), entry.getValue());
        }
        case 25 -> nested(this::function);
        default -> skip();
      }
    }

    private void function(int field) throws IOException {
      switch (field) {
        case 7 -> nested(f -> node(f, 0));
        case 10 -> defined.add(text());
        case 11 -> nested(f -> attribute(f, 0));
        default -> skip();
      }
    }

    private void graph(int field, int depth) throws IOException {
      switch (field) {
        case 1 -> nested(f -> node(f, depth));
        case 5 -> nested(f -> tensor(f, depth == 0));
        case 11, 12 -> {
          ValueInfoProto value = ValueInfoProto.parseFrom(bytes());
          if (depth == 0) {
            (field == 11 ? inputs : outputs).add(spec(value));
          }
        }
        case 15 -> nested(this::sparse);
        default -> skip();
      }
    }

    private void node(int field, int depth) throws IOException {
      switch (field) {
        case 5 -> nested(f -> attribute(f, depth));
        case 7 -> used.add(text());
        default -> skip();
      }
    }

    private void attribute(int field, int depth) throws IOException {
      switch (field) {
        case 5, 10 -> nested(f -> tensor(f, false));
        case 6, 11 -> {
          if (depth == DEEPEST) {
            throw new IOException("graphs are nested more than " + DEEPEST + " deep");
          }
          nested(f -> graph(f, depth + 1));
        }
        case 22, 23 -> nested(this::sparse);
        default -> skip();
      }
    }

    private void sparse(int field) throws IOException {
      if (field == 1 || field == 2) {
        nested(f -> tensor(f, false));
      } else {
        skip();
      }
    }

    private void tensor(int field, boolean weight) throws IOException {
      switch (field) {
        case 8 -> {
          String tensor = text();
          if (weight) {
            weights.add(tensor);
          }
        }
        case 13 -> {
          StringStringEntryProto entry = StringStringEntryProto.parseFrom(bytes());
          if (entry.getKey().equals("location")) {
            if (!entry.getValueBytes().isValidUtf8()) {
              throw new IOException("the name of a file of weights is no text");
            }
            external.add(entry.getValue());
          }
        }
        default -> skip();
      }
    }

    private int tag;

    private void message(Fields fields) throws IOException {
      while (true) {
        int next = in.readTag();
        if (next == 0) {
          return;
        }
        tag = next;
        fields.field(WireFormat.getTagFieldNumber(next));
      }
    }

    /**
     * Refuses a field of another type than the format gives it. Other readers pass over such a one;
     * if this one took it for what it is not, it would lose its place, and not see what they see.
     */
    private void expect(int wireType) throws IOException {
      if (WireFormat.getTagWireType(tag) != wireType) {
        throw new IOException(
            "field %d is of another type".formatted(WireFormat.getTagFieldNumber(tag)));
      }
    }

    private long whole() throws IOException {
      expect(WireFormat.WIRETYPE_VARINT);
      return in.readInt64();
    }

    private String text() throws IOException {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Reads a field that is kept in memory, as only what describes a model is. */
    private byte[] bytes() throws IOException {
      expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
      int length = in.readRawVarint32();
      kept += Math.max(0, length);
      if (kept > MOST_KEPT) {
        throw new IOException("it describes itself in more than %d bytes".formatted(MOST_KEPT));
      }
      return in.readRawBytes(length);
    }

    private void nested(Fields fields) throws IOException {
      expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
      int outer = in.pushLimit(in.readRawVarint32());
      message(fields);
      in.checkLastTagWas(0);
      in.popLimit(outer);
    }

    private void skip() throws IOException {
      if (!in.skipField(tag)) {
        throw new IOException("a group ends that did not begin");
      }
    }

    private static TensorSpec spec(ValueInfoProto value) {
      List<Long> shape = new ArrayList<>();
      List<String> symbols = new ArrayList<>();
      for (TensorShapeProto.Dimension dimension :
          value.getType().getTensorType().getShape().getDimList()) {
        shape.add(dimension.hasDimValue() ? dimension.getDimValue() : -1L);
        symbols.add(dimension.getDimParam());
      }
      return new TensorSpec(
          value.getName(),
          ElementType.ofOnnx(value.getType().getTensorType().getElemType()),
          shape,
          symbols);
    }
  }

  @FunctionalInterface
  private interface Fields {
    void field(int number) throws IOException;
  }
}
