package io.makebeliv.onnx.compile;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.makebeliv.inference.ModelException;

/** Graphs are written without anything that runs them. */
@AnalyzeClasses(
    packages = "io.makebeliv.onnx",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class RoomsTest {

  @ArchTest
  static final ArchRule whatWritesGraphsKnowsNothingOfVoices =
      noClasses()
          .that()
          .resideInAPackage("io.makebeliv.onnx.graph")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv..")
                  .and(resideOutsideOfPackage("io.makebeliv.onnx.graph"))
                  .and(equivalentTo(ModelException.class).negate()));

  @ArchTest
  static final ArchRule whatWritesGraphsRunsNone =
      noClasses()
          .that()
          .resideInAnyPackage("io.makebeliv.onnx.graph", "io.makebeliv.onnx.compile")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..", "io.makebeliv.onnx.runtime..");
}
