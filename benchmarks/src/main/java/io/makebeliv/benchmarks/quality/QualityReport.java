package io.makebeliv.benchmarks.quality;

import io.makebeliv.Backends;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Measures what a model-free voice does to speech, and writes it as Markdown with pictures. */
public final class QualityReport {

  private static final String HELP =
      """
      Measures the model-free voice on speech, on synthetic voices of which all is known, on noisy
      speech and on whisper, and writes Markdown tables and pictures.

        mvn -q -pl benchmarks -am package -DskipTests
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.quality.QualityReport \\
          [--quick] [--voice ID] [--pitch LIST] [--formant LIST] [--out FOLDER] [FILE or FOLDER...]

        --quick         fewer synthetic voices, and pitch -4 and +4 only
        --voice ID      another model-free voice, for example tarsos-wsola
        --pitch LIST    semitones, -12,-7,-4,4,7,12 by default
        --formant LIST  factors on formants at unchanged pitch, 0.8,1.25 by default; none for none
        --out FOLDER    where quality.md goes; the folder quality beside the jar otherwise
        --help          this text
        FILE or FOLDER  speech, in place of the bundled sentence; of a folder its *.wav files

      Goals are for medians over the files at -4 and +4 semitones; further off, 1.5 times is allowed.
      """;

  private static final String BUNDLED = "slt-harbour.wav";
  private static final int RATE = 48_000;
  private static final double SYNTHETIC_SECONDS = 3;
  private static final double[] LOW = {70, 75, 85};
  private static final double[] HIGH = {100, 150, 220, 300};

  private final Request request;
  private final List<Setting> settings;

  private QualityReport(Request request) {
    this.request = request;
    List<Setting> all = new ArrayList<>();
    request.pitches().forEach(semitones -> all.add(new Setting(semitones, 1)));
    request.formants().forEach(formant -> all.add(new Setting(0, formant)));
    settings = List.copyOf(all);
  }

  /** What was asked for. */
  private record Request(
      boolean help,
      boolean quick,
      String voice,
      List<Double> pitches,
      List<Double> formants,
      Path folder,
      List<Path> speech) {

    static Request of(String... arguments) {
      boolean help = false;
      boolean quick = false;
      String voice = "pitchshift";
      String pitches = "";
      String formants = "";
      Path folder = besideTheJar();
      List<Path> speech = new ArrayList<>();
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--help" -> help = true;
          case "--quick" -> quick = true;
          case "--voice" -> voice = value(arguments, i++);
          case "--pitch" -> pitches = value(arguments, i++);
          case "--formant" -> formants = value(arguments, i++);
          case "--out" -> folder = Path.of(value(arguments, i++));
          default -> {
            if (arguments[i].startsWith("-")) {
              throw new IllegalArgumentException(
                  "There is no option %s. See --help.".formatted(arguments[i]));
            }
            speech.add(Path.of(arguments[i]));
          }
        }
      }
      if (pitches.isEmpty()) {
        pitches = quick ? "-4,4" : "-12,-7,-4,4,7,12";
      }
      if (formants.isEmpty()) {
        formants = quick ? "none" : "0.8,1.25";
      }
      return new Request(help, quick, voice, numbers(pitches), numbers(formants), folder, speech);
    }

    private static String value(String[] arguments, int option) {
      if (option + 1 == arguments.length) {
        throw new IllegalArgumentException(
            "%s needs a value after it. See --help.".formatted(arguments[option]));
      }
      return arguments[option + 1];
    }

    private static List<Double> numbers(String list) {
      if (list.equals("none")) {
        return List.of();
      }
      try {
        return Stream.of(list.split(",", -1)).map(Double::valueOf).toList();
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Expected numbers with commas between them, was given %s. See --help.".formatted(list),
            e);
      }
    }

    private static Path besideTheJar() {
      try {
        return Path.of(
                QualityReport.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolveSibling("quality");
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Writes the report. Exits with 0, or with 2 if it could not.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    try {
      Request request = Request.of(arguments);
      if (request.help()) {
        System.out.print(HELP);
        return 0;
      }
      new QualityReport(request).write();
      return 0;
    } catch (IllegalArgumentException | VoiceConversionException | IOException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private void write() throws IOException {
    List<Specimen> speech = speech();
    StringBuilder report = new StringBuilder("# The voice ").append(request.voice());
    report.append("\n\n").append(machine(speech.get(0).sound().at(RATE)));
    report.append("\n## Speech\n\n").append(condition("speech", speech, true));
    report.append("\n## Synthetic voices, against the truth\n\n");
    report.append(condition("synthetic voices", synthetic(), true));
    report.append("\n## Speech in noise, 20 dB\n\n").append(noisy(speech, 20));
    report.append("\n## Speech in noise, 10 dB\n\n").append(noisy(speech, 10));
    report.append("\n## Whisper\n\n");
    report.append(condition("whisper", changed(speech, Specimen::whispered), false));
    report.append("\n## Sawtooth\n\n").append(sawtooth());
    report.append("\n").append(explanation(speech.size()));

    Files.createDirectories(request.folder());
    for (Setting setting : settings) {
      if (setting.near()) {
        Specimen first = speech.get(0);
        new SpectrogramPicture(first.sound(), convert(first.sound(), setting))
            .write(request.folder().resolve(picture(setting)));
        report.append(
            "\n![%s, before and after](%s)\n".formatted(setting.label(), picture(setting)));
      }
    }
    Path target = request.folder().resolve("quality.md");
    replace(target, report.toString());
    System.out.print(report);
    System.out.println("\nWritten to " + target);
  }

  private static String picture(Setting setting) {
    return "spectrogram" + setting.label().replace(" ", "") + ".png";
  }

  private String noisy(List<Specimen> speech, double snrDb) {
    return condition("noise", changed(speech, specimen -> specimen.noisy(snrDb)), false);
  }

  private static List<Specimen> changed(List<Specimen> speech, UnaryOperator<Specimen> change) {
    return speech.stream().map(change).toList();
  }

  private List<Specimen> synthetic() {
    List<Specimen> voices = new ArrayList<>();
    int[] rates = {16_000, 48_000, 44_100};
    for (int seed = 0; seed < (request.quick() ? 3 : 12); seed++) {
      voices.add(Specimen.synthetic(seed, rates[seed / 3 % 3], SYNTHETIC_SECONDS));
    }
    return voices;
  }

  private List<Specimen> speech() throws IOException {
    List<Specimen> specimens = new ArrayList<>();
    for (Path given : request.speech()) {
      for (Path file : files(given)) {
        specimens.add(Specimen.of(String.valueOf(file.getFileName()), Sound.read(file)));
      }
    }
    if (specimens.isEmpty()) {
      specimens.add(Specimen.of(BUNDLED, bundled()));
    }
    return specimens;
  }

  private static List<Path> files(Path given) throws IOException {
    if (!Files.isDirectory(given)) {
      return List.of(given);
    }
    try (Stream<Path> entries = Files.list(given)) {
      List<Path> files =
          entries
              .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".wav"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new IllegalArgumentException(
            "There are no WAV files in %s; expected recordings of speech.".formatted(given));
      }
      return files;
    }
  }

  private static Sound bundled() throws IOException {
    Path copy = Files.createTempFile("makebeliv", ".wav");
    try (var in = QualityReport.class.getResourceAsStream(BUNDLED)) {
      if (in == null) {
        throw new IllegalArgumentException("The bundled sentence is missing; name a file.");
      }
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return Sound.read(copy);
    } finally {
      Files.delete(copy);
    }
  }

  private VoiceConverter converter(Setting setting) {
    return VoiceConverter.builder()
        .backend(Backends.modelFree(request.voice()))
        .pitch(setting.semitones())
        .formant(setting.formant())
        .fluctuation(Fluctuation.off())
        .seed(1)
        .build();
  }

  private Sound convert(Sound sound, Setting setting) {
    try (VoiceConverter converter = converter(setting)) {
      return new Sound(sound.rate(), converter.convert(sound.samples(), sound.rate()));
    }
  }

  private String condition(String name, List<Specimen> specimens, boolean judged) {
    Map<Setting, Map<String, Figures>> results = new HashMap<>();
    for (Setting setting : settings) {
      System.err.printf("%s, %s%n", name, setting.label());
      Map<String, Figures> figures = new LinkedHashMap<>();
      for (Specimen specimen : specimens) {
        figures.put(
            specimen.name(), Figures.of(specimen, convert(specimen.sound(), setting), setting));
      }
      results.put(setting, figures);
    }
    QualityTable table = new QualityTable(settings, results, judged);
    StringBuilder text = new StringBuilder(table.medians());
    if (specimens.size() > 1) {
      for (Setting setting : settings) {
        if (setting.near()) {
          text.append('\n').append(table.each(setting));
        }
      }
    }
    return text.toString();
  }

  private String sawtooth() {
    Sound low = PartialResidual.sawtooth(RATE, 120, 2);
    Sound high = PartialResidual.sawtooth(RATE, 210, 2);
    Map<Setting, Map<String, Figures>> results = new HashMap<>();
    List<Setting> shifting = settings.stream().filter(s -> s.semitones() != 0).toList();
    for (Setting setting : shifting) {
      results.put(
          setting,
          Map.of(
              "sawtooth",
              Figures.ofPartials(
                  PartialResidual.decibels(convert(low, setting), 120, setting.ratio()),
                  PartialResidual.decibels(convert(high, setting), 210, setting.ratio()))));
    }
    return new QualityTable(shifting, results, true).medians();
  }

  private String machine(Sound sound) {
    StringBuilder table = new StringBuilder("| at 48 kHz | goal |");
    StringBuilder rule = new StringBuilder("|---|--:|");
    StringBuilder ledger = new StringBuilder("| latency by the ledger, ms | ≤ 25 |");
    StringBuilder low = new StringBuilder("| onset measured, f0 from 70 Hz, ms | ≤ 30 |");
    StringBuilder high = new StringBuilder("| onset measured, f0 from 100 Hz, ms | ≤ 25 |");
    StringBuilder cost = new StringBuilder("| one core's time over the audio's | ≤ 0.005 |");
    for (Setting setting : settings) {
      table.append(' ').append(setting.label()).append(" |");
      rule.append("--:|");
      double room = setting.near() ? 1 : Measure.FAR;
      try (VoiceConverter converter = converter(setting)) {
        try (VoiceSession session = converter.openSession(RATE)) {
          cell(ledger, session.latency().totalFrames() * 1e3 / RATE, 1, 25);
        }
        cell(low, slowest(converter, LOW), 1, 30 * room);
        cell(high, slowest(converter, HIGH), 1, 25 * room);
        cell(cost, ProcessingCost.of(converter, sound), 4, 0.005 * room);
      }
    }
    return String.join("\n", table, rule, ledger, low, high, cost) + "\n";
  }

  private static double slowest(VoiceConverter converter, double[] fundamentals) {
    double slowest = 0;
    for (double hertz : fundamentals) {
      slowest = Math.max(slowest, OnsetLatency.milliseconds(converter, RATE, hertz));
    }
    return slowest;
  }

  private static void cell(StringBuilder row, double value, int decimals, double highest) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    boolean reached = Double.parseDouble(text) <= highest;
    row.append(' ').append(text).append(reached ? " ✓ |" : " ✗ |");
  }

  private static String explanation(int files) {
    return """
        Medians over %d recordings. Voiced frames are those that an offline tracker (autocorrelation \
        over three periods, best path) finds voiced in both; synthetic voices are compared with \
        their exact fundamental. Envelopes are pitch-adaptive (three periods, liftered), compared \
        in 40 mel bands from 60 to 5800 Hz and as mel-cepstra of order 24, gain removed.
        """
        .formatted(files);
  }

  /** Beside the target first, so that a failure leaves the last report whole. */
  private static void replace(Path target, String text) throws IOException {
    Path part = Files.createTempFile(target.toAbsolutePath().getParent(), "quality", ".part");
    try {
      Files.writeString(part, text, StandardCharsets.UTF_8);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
