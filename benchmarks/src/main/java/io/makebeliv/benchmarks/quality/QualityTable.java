package io.makebeliv.benchmarks.quality;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was found under one condition, as Markdown: medians, and the files apart. */
final class QualityTable {

  private static final String REACHED = " ✓";
  private static final String MISSED = " ✗";

  private final List<Setting> settings;
  private final Map<Setting, Map<String, Figures>> results;
  private final boolean judged;

  /**
   * Keeps what was found.
   *
   * @param settings the columns
   * @param results for each setting, figures by the name of the specimen
   * @param judged whether the goals apply to this condition
   */
  QualityTable(List<Setting> settings, Map<Setting, Map<String, Figures>> results, boolean judged) {
    this.settings = List.copyOf(settings);
    this.results = Map.copyOf(results);
    this.judged = judged;
  }

  /** Medians over the specimens, a row for each measure that has a value at any setting. */
  String medians() {
    StringBuilder table = new StringBuilder("| measure | goal |");
    for (Setting setting : settings) {
      table.append(' ').append(setting.label()).append(" |");
    }
    table.append("\n|---|--:|").append("--:|".repeat(settings.size())).append('\n');
    for (Measure measure : Measure.values()) {
      List<Double> row = settings.stream().map(setting -> median(setting, measure)).toList();
      if (row.stream().allMatch(value -> value.isNaN())) {
        continue;
      }
      table.append("| ").append(measure.label()).append(" | ");
      table.append(judged ? measure.goal() : "").append(" |");
      for (int i = 0; i < row.size(); i++) {
        table.append(' ').append(cell(measure, row.get(i), settings.get(i))).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  /** Every specimen by itself at one setting. */
  String each(Setting setting) {
    Map<String, Figures> figures = results.getOrDefault(setting, Map.of());
    List<Measure> measures =
        List.of(Measure.values()).stream()
            .filter(m -> figures.values().stream().anyMatch(f -> !Double.isNaN(f.get(m))))
            .toList();
    StringBuilder table = new StringBuilder("| ").append(setting.label()).append(" | ");
    table.append(measures.stream().map(Measure::brief).collect(Collectors.joining(" | ")));
    table.append(" |\n|---|").append("--:|".repeat(measures.size())).append('\n');
    for (Map.Entry<String, Figures> row : figures.entrySet()) {
      table.append("| ").append(row.getKey()).append(" |");
      for (Measure measure : measures) {
        table.append(' ').append(cell(measure, row.getValue().get(measure), setting)).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  private double median(Setting setting, Measure measure) {
    return Quantile.median(
        results.getOrDefault(setting, Map.of()).values().stream()
            .map(figures -> figures.get(measure))
            .toList());
  }

  private String cell(Measure measure, double value, Setting setting) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (!judged || !measure.hasGoal()) {
      return measure.text(value);
    }
    return measure.text(value) + (measure.reached(value, setting.near()) ? REACHED : MISSED);
  }
}
