package io.makebeliv.audio;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A kind of file that is recognised by its first bytes, so that an error can name it.
 *
 * @param noun with its article
 * @param head what the first bytes look like in hexadecimal
 */
record FileKind(String noun, Pattern head) {

  /** How many first bytes are looked at. */
  static final int HEAD = 16;

  private static final List<FileKind> KNOWN =
      List.of(
          kind("a FLAC file", "664C6143"),
          kind("an Ogg file", "4F676753"),
          kind("an MP3 file", "494433|FFF[23AB]"),
          kind("an AAC file", "FFF[19]"),
          kind("an MP4 or M4A file", "........66747970"),
          kind("an AIFF file", "464F524D........4149464[36]"),
          kind("an AU file", "2E736E64"),
          kind("a Core Audio file", "63616666"),
          kind("a Wave64 file", "726966662E91CF11"),
          kind("a big-endian WAV file", "52494658"),
          kind("an AVI video", "52494646........41564920"),
          kind("a WebP image", "52494646........57454250"),
          kind("a Matroska or WebM file", "1A45DFA3"),
          kind("a Windows Media file", "3026B2758E66CF11"),
          kind("a WavPack file", "7776706B"),
          kind("a Monkey's Audio file", "4D414320"),
          kind("a MIDI file", "4D546864"),
          kind("a PNG image", "89504E47"),
          kind("a JPEG image", "FFD8FF"),
          kind("a GIF image", "47494638"),
          kind("a PDF document", "25504446"),
          kind("a ZIP archive", "504B0304"),
          kind("a gzip archive", "1F8B08"),
          kind("a program", "7F454C46|4D5A"),
          kind("text", "(0[9AD]|[2-6].|7[0-9A-E])+$"));

  private static FileKind kind(String noun, String head) {
    return new FileKind(noun, Pattern.compile(head));
  }

  /**
   * Describes a file that is not WAV.
   *
   * @param head its first {@link #HEAD} bytes, or all of them if it has fewer
   * @return the rest of a sentence that begins with its name
   */
  static String describe(byte[] head) {
    String hex = HexFormat.of().withUpperCase().formatHex(head);
    return KNOWN.stream()
        .filter(kind -> kind.head.matcher(hex).lookingAt())
        .findFirst()
        .map(kind -> "looks like " + kind.noun)
        .orElse("is of an unknown kind: it begins with the bytes " + hex);
  }
}
