package io.makebeliv.onnx;

import io.makebeliv.inference.Availability;
import io.makebeliv.inference.BackendProvider;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.OrtRuntime;
import io.makebeliv.onnx.store.Place;
import io.makebeliv.onnx.streaming.StreamingModel;
import io.makebeliv.onnx.streaming.StreamingVoice;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Opens ONNX models and checkpoints of RVC voices: {@code .onnx} and {@code .pth} files, and
 * folders with a {@code voice.json} or one such file. What kind of voice a file holds is told by
 * the names of its inputs. The content encoder and the pitch model of an RVC voice are found beside
 * it or in the folder above, and its index beside it.
 */
public final class OnnxProvider implements BackendProvider {

  /** Makes the provider; {@link java.util.ServiceLoader} calls this. */
  public OnnxProvider() {}

  @Override
  public String id() {
    return StreamingVoice.ID;
  }

  @Override
  public int rank() {
    return 200;
  }

  @Override
  public Availability availability() {
    return OrtRuntime.availability();
  }

  /**
   * Says whether the ONNX Runtime on the class path was built with an execution provider. Whether
   * it works here as well, with its drivers and devices, only a load shows: {@link
   * OnnxVoice#provider} says what a voice really runs on.
   *
   * @param provider what is to compute
   * @return yes, or no with what to do
   * @throws ModelException if ONNX Runtime does not work here
   */
  public static Availability availability(ExecutionProvider provider) {
    return OrtRuntime.isBuiltWith(provider)
        ? Availability.YES
        : Availability.no(
            "ONNX Runtime %s was built without %s.%s"
                .formatted(
                    OrtRuntime.version(),
                    provider,
                    provider == ExecutionProvider.CUDA || provider == ExecutionProvider.TENSORRT
                        ? " Put com.microsoft.onnxruntime:onnxruntime_gpu of the same version in place of onnxruntime."
                        : ""));
  }

  @Override
  public boolean opens(Path model) {
    Path name = model.getFileName();
    String lower = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    return lower.endsWith(".onnx")
        || lower.endsWith(".pth")
        || StreamingModel.isFolder(model)
        || Place.isCheckpointFolder(model);
  }

  /** The voice in the box. */
  @Override
  public Optional<InferenceBackend> modelFree() {
    return Optional.of(RvcVoice.inTheBox());
  }

  @Override
  public OnnxVoice open(Path model) {
    return open(model, OnnxOptions.defaults());
  }

  /**
   * Loads a model with options.
   *
   * @param model a file or folder for which {@link #opens} is true
   * @param options how it is to be run
   * @return a new voice, owned by the caller
   * @throws ModelException if the file is broken or of no known kind, or ONNX Runtime does not work
   *     here; the message says which and why
   */
  public OnnxVoice open(Path model, OnnxOptions options) {
    return VoiceOpener.open(Place.of(model), options);
  }
}
