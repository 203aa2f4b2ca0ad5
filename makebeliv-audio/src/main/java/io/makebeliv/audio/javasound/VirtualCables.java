package io.makebeliv.audio.javasound;

import java.util.List;
import java.util.regex.Pattern;

/** Knows the names of virtual cables: drivers that record what is played into them. */
final class VirtualCables {

  private static final List<Pattern> NAMES =
      List.of(
          // Windows: VB-Audio's cables, Voicemeeter, Virtual Audio Cable and its kin.
          ignoringCase("\\bvb-?(audio|cable)\\b"),
          ignoringCase("\\bcable(-[a-d])? (in(put)?|out(put)?|in 16 ?ch)\\b"),
          ignoringCase("\\bhi-?fi cable\\b"),
          ignoringCase("\\bvoice ?meeter\\b"),
          ignoringCase("\\bvirtual (audio )?cable\\b"),
          ignoringCase("\\bvirtual audio driver\\b"),
          ignoringCase("\\bsteam streaming (microphone|speakers)\\b"),
          // macOS: BlackHole, Soundflower, Loopback, GroundControl, iShowU.
          ignoringCase("\\bblack ?hole\\b"),
          ignoringCase("\\bsoundflower\\b"),
          ignoringCase("\\bloopback audio\\b"),
          ignoringCase("\\bgroundcontrol\\b"),
          ignoringCase("\\bishowu audio\\b"),
          // Linux: snd-aloop, and what PulseAudio and PipeWire call theirs.
          ignoringCase("^loopback\\b"),
          ignoringCase("\\bsnd[-_]aloop\\b"),
          ignoringCase("\\bnull[- _](audio )?(output|sink)\\b"),
          ignoringCase("^monitor of\\b"),
          ignoringCase("\\.monitor\\b"),
          ignoringCase(
              "\\b(re-?mapped|virtual)[- _](source|sink|mic|microphone|speaker|input|output)\\b"));

  private VirtualCables() {}

  /**
   * Says whether a name is one of a virtual cable.
   *
   * @param lines a device's name, description and so on, one a line
   */
  static boolean recognise(String lines) {
    return NAMES.stream().anyMatch(name -> name.matcher(lines).find());
  }

  private static Pattern ignoringCase(String name) {
    return Pattern.compile(name, Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
  }
}
