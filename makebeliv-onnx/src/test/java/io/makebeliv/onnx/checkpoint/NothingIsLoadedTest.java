package io.makebeliv.onnx.checkpoint;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.makebeliv.inference.ModelException;
import java.io.ObjectInputStream;
import java.util.ServiceLoader;

/** The reader could not run what a file asks for if it wanted to. */
@AnalyzeClasses(
    packages = "io.makebeliv.onnx.checkpoint",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class NothingIsLoadedTest {

  @ArchTest
  static final ArchRule noClassIsLoadedByName =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("java.lang.reflect..")
                  .or(
                      belongToAnyOf(
                          ClassLoader.class,
                          ObjectInputStream.class,
                          ServiceLoader.class,
                          ProcessBuilder.class,
                          Runtime.class)))
          .orShould()
          .callMethod(Class.class, "forName", String.class);

  @ArchTest
  static final ArchRule theRoomKnowsOnlyItselfAndTheErrorOfTheEdge =
      noClasses()
          .should()
          .dependOnClassesThat(
              not(
                  resideInAnyPackage(
                          "io.makebeliv.onnx.checkpoint",
                          "java.lang..",
                          "java.io",
                          "java.math",
                          "java.nio..",
                          "java.util..",
                          "com.google.gson..",
                          "org.jspecify..")
                      .or(belongToAnyOf(ModelException.class))));
}
