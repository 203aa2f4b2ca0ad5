package io.makebeliv.onnx.compile;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.graph.Weights;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** HuBERT's weights under Hugging Face's names, whatever the checkpoint calls them. */
final class HubertNames implements Weights {

  /** Beginnings and middles of fairseq's names, and what Hugging Face calls them. */
  private static final String[][] FROM_FAIRSEQ = {
    {"post_extract_proj.", "feature_projection.projection."},
    {"encoder.pos_conv.0.", "encoder.pos_conv_embed.conv."},
    {".self_attn_layer_norm.", ".layer_norm."},
    {".self_attn.", ".attention."},
    {".fc1.", ".feed_forward.intermediate_dense."},
    {".fc2.", ".feed_forward.output_dense."},
  };

  private final Weights weights;
  private final Map<String, String> original = new HashMap<>();

  private HubertNames(Weights weights) {
    this.weights = weights;
    boolean fairseq = weights.names().contains("post_extract_proj.weight");
    for (String name : weights.names()) {
      original.put(fairseq ? translated(name) : bare(name), name);
    }
  }

  static Weights huggingFace(Weights weights) {
    return weights instanceof HubertNames ? weights : new HubertNames(weights);
  }

  @Override
  public Set<String> names() {
    return original.keySet();
  }

  @Override
  public long[] shape(String name) {
    return weights.shape(find(name));
  }

  @Override
  public FloatBuffer floats(String name) {
    return weights.floats(find(name));
  }

  private String find(String name) {
    String found = original.get(name);
    if (found == null) {
      throw new ModelException(
          "not a HuBERT that makebeliv knows: the checkpoint has no weight named " + name);
    }
    return found;
  }

  /** Models with a head on top keep the network itself one level down. */
  private static String bare(String name) {
    return name.startsWith("hubert.") ? name.substring("hubert.".length()) : name;
  }

  private static String translated(String name) {
    if (name.startsWith("layer_norm.")) {
      return "feature_projection." + name;
    }
    String result = name;
    if (name.startsWith("feature_extractor.")) {
      // Of each extractor layer, 0 is the convolution and 2 the norm.
      return name.replaceFirst("(conv_layers\\.\\d+)\\.0\\.", "$1.conv.")
          .replaceFirst("(conv_layers\\.\\d+)\\.2\\.", "$1.layer_norm.");
    }
    for (String[] pair : FROM_FAIRSEQ) {
      result = result.replace(pair[0], pair[1]);
    }
    return result;
  }
}
