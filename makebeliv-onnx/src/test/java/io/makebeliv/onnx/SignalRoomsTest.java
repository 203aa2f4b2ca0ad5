package io.makebeliv.onnx;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;

/** What the rooms of pitch and retrieval may know. */
@AnalyzeClasses(
    packages = "io.makebeliv.onnx",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class SignalRoomsTest {

  private static final String F0 = "io.makebeliv.onnx.f0..";
  private static final String INDEX = "io.makebeliv.onnx.index..";

  @ArchTest
  static final ArchRule pitchKnowsOnlySignals =
      noClasses()
          .that()
          .resideInAPackage(F0)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv..")
                  .and(not(resideInAnyPackage(F0, "io.makebeliv.dsp.."))));

  @ArchTest
  static final ArchRule retrievalKnowsOnlyTheErrorOfModels =
      noClasses()
          .that()
          .resideInAPackage(INDEX)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv..")
                  .and(not(resideInAnyPackage(INDEX, "io.makebeliv", "io.makebeliv.inference.."))));

  @ArchTest
  static final ArchRule neitherRunsNetworksNorKnowsTheTime =
      noClasses()
          .that()
          .resideInAnyPackage(F0, INDEX)
          .should()
          .dependOnClassesThat(resideInAPackage("ai.onnxruntime.."))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .callMethod(System.class, "nanoTime");
}
