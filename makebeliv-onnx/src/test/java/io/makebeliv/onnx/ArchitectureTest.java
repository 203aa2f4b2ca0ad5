package io.makebeliv.onnx;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The laws of the house that a compiler does not check. */
@AnalyzeClasses(
    packages = "io.makebeliv.onnx",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String ROOT = "io.makebeliv.onnx";
  private static final String RUNTIME = "io.makebeliv.onnx.runtime";

  /** The root package's records, enums and interfaces: words that every room may use. */
  private static final DescribedPredicate<JavaClass> DOORS =
      resideInAPackage(ROOT)
          .and(not(describe("words", c -> c.isRecord() || c.isEnum() || c.isInterface())))
          .as("doors of the root package");

  @ArchTest
  static final ArchRule runsWhereThereIsNoDesktopAndNoNetwork =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.awt..", "javax.swing..", "javax.sound..", "java.beans..", "java.net..")
          .because("voices stay on this machine, and that may be a phone");

  @ArchTest static final ArchRule aLibraryDoesNotPrint = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest static final ArchRule logsGoThroughSlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest
  static final ArchRule chanceComesFromTheSeed =
      noClasses()
          .should()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Random.class, ThreadLocalRandom.class);

  @ArchTest
  static final ArchRule onlyTheRuntimeTouchesOnnxRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage(RUNTIME)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule theRuntimeKnowsNoOtherRoom =
      noClasses()
          .that()
          .resideInAPackage(RUNTIME)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv.onnx..").and(not(resideInAnyPackage(ROOT, RUNTIME))));

  @ArchTest
  static final ArchRule streamingKnowsTheRuntime =
      noClasses()
          .that()
          .resideInAPackage("io.makebeliv.onnx.streaming")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv.onnx..")
                  .and(not(resideInAnyPackage(ROOT, RUNTIME, "io.makebeliv.onnx.streaming"))));

  @ArchTest
  static final ArchRule theBoxKnowsHowGraphsAreWrittenAndLoaded =
      noClasses()
          .that()
          .resideInAPackage("io.makebeliv.onnx.box")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.makebeliv.onnx.box", "io.makebeliv.onnx.graph", RUNTIME))));

  @ArchTest
  static final ArchRule roomsDoNotKnowTheDoors =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .dependOnClassesThat(DOORS)
          .because("doors open rooms, not the other way round");

  @ArchTest
  static final ArchRule ofCoreItKnowsTheContractAndSignalProcessing =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.makebeliv.onnx..",
                              "io.makebeliv.inference..",
                              "io.makebeliv.json..",
                              "io.makebeliv.dsp.."))));

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)")
          .because("such a name says nothing");

  @ArchTest
  static final ArchRule publicClassesAreFinalOrContracts =
      classes()
          .that()
          .arePublic()
          .and(not(assignableTo(Throwable.class)))
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .should()
          .haveModifier(JavaModifier.FINAL);
}
