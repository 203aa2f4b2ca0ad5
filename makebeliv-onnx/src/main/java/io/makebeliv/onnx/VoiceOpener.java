package io.makebeliv.onnx;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.store.Place;
import io.makebeliv.onnx.store.RvcFiles;
import io.makebeliv.onnx.streaming.StreamingModel;
import io.makebeliv.onnx.streaming.StreamingVoice;

/** Loads the voice of a place, whatever its kind. */
final class VoiceOpener {

  private VoiceOpener() {}

  static OnnxVoice open(Place place, OnnxOptions options) {
    return switch (place.kind()) {
      case RVC -> rvc(place.rvc(), options);
      case STREAMING -> StreamingVoice.open(StreamingModel.at(place.path()), options);
      case CHECKPOINT -> rvc(place.checkpoint(), options);
      case UNKNOWN -> throw new ModelException(place.path() + " is no model of a known kind.");
    };
  }

  private static OnnxVoice rvc(RvcFiles files, OnnxOptions options) {
    RvcVoice.Builder builder =
        RvcVoice.from(files.voice())
            .encoder(files.encoder(options))
            .settings(files.settings())
            .options(options);
    files.pitchModel().ifPresent(builder::pitchModel);
    files.index().ifPresent(builder::index);
    RvcVoice voice = builder.load();
    return files.name().map(voice::named).orElse(voice);
  }
}
