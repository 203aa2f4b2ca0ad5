package io.makebeliv.preset;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.makebeliv.effect.Ceiling;
import io.makebeliv.effect.Compressor;
import io.makebeliv.effect.DeEsser;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.effect.Equalizer;
import io.makebeliv.effect.HighPass;
import io.makebeliv.effect.NoiseGate;
import io.makebeliv.effect.RadioBand;
import io.makebeliv.effect.Reverb;
import io.makebeliv.json.JsonException;
import io.makebeliv.json.JsonPlace;
import io.makebeliv.json.RecordJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The effects that a file can name, each with the settings of which any may be missing. */
final class EffectKinds {

  private static final String KIND = "effect";

  private static final Map<String, Record> USUAL = new LinkedHashMap<>();

  static {
    USUAL.put("noise-gate", NoiseGate.quietRoom());
    USUAL.put("high-pass", HighPass.rumble());
    USUAL.put("equalizer", Equalizer.presence());
    USUAL.put("compressor", Compressor.voice());
    USUAL.put("de-esser", DeEsser.soft());
    USUAL.put("reverb", Reverb.room());
    USUAL.put("radio-band", RadioBand.telephone());
    USUAL.put("ceiling", Ceiling.gentle());
  }

  private EffectKinds() {}

  static EffectChain read(JsonPlace list) throws JsonException {
    List<Effect> effects = new ArrayList<>();
    for (JsonPlace place : list.list()) {
      Record usual = place.get(KIND).pick(USUAL);
      effects.add((Effect) RecordJson.read(place, usual, KIND));
    }
    return new EffectChain(effects);
  }

  /** Writes a chain; one within it becomes part of it, as it is heard. */
  static JsonArray write(EffectChain chain) {
    JsonArray list = new JsonArray();
    for (Effect effect : chain.effects()) {
      if (effect instanceof EffectChain inner) {
        list.addAll(write(inner));
        continue;
      }
      JsonObject object = new JsonObject();
      object.add(KIND, new JsonPrimitive(kind(effect)));
      RecordJson.write((Record) effect).asMap().forEach(object::add);
      list.add(object);
    }
    return list;
  }

  private static String kind(Effect effect) {
    return USUAL.entrySet().stream()
        .filter(entry -> entry.getValue().getClass() == effect.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new PresetException(
                    "A preset file cannot describe the effect %s, which is not one of makebeliv's; leave it out."
                        .formatted(effect)));
  }
}
