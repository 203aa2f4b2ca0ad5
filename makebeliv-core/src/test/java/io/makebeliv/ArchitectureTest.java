package io.makebeliv;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.makebeliv.dsp.FrameQueue;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepControls;
import io.makebeliv.pipeline.VoiceLane;
import java.time.Instant;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** The laws of the house that a compiler does not check. */
@AnalyzeClasses(packages = "io.makebeliv", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String ROOT = "io.makebeliv";
  private static final String[] INSIDE = {
    "io.makebeliv.pipeline..", "io.makebeliv.live..", "io.makebeliv.json.."
  };

  /** What runs on the audio thread and makes sound. */
  private static final String[] SIGNAL = {
    "io.makebeliv.dsp..",
    "io.makebeliv.pitchshift..",
    "io.makebeliv.mcadams..",
    "io.makebeliv.fluctuation..",
    "io.makebeliv.effect..",
    "io.makebeliv.ambience.."
  };

  /** Adapters for the buffers of hosts. */
  private static final String HOST = "io.makebeliv.host..";

  /** The root package's errors, records and enums: words that every room may use. */
  private static final DescribedPredicate<JavaClass> WORDS =
      describe(
          "words of the root package",
          c ->
              outermost(c).getPackageName().equals(ROOT)
                  && (outermost(c).isAssignableTo(VoiceConversionException.class)
                      || outermost(c).isRecord()
                      || outermost(c).isEnum()));

  /** The root package's other classes: what an application opens. */
  private static final DescribedPredicate<JavaClass> DOORS =
      resideInAPackage(ROOT).and(not(WORDS)).as("doors of the root package");

  // What core is built of.

  @ArchTest
  static final ArchRule coreRunsWhereThereIsNoDesktopAndNoNetwork =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.awt..", "javax.swing..", "javax.sound..", "java.beans..", "java.net..")
          .because("core runs on Android and in slim runtimes, and the voice stays on the machine");

  @ArchTest
  static final ArchRule coreIsFreeOfTheGpl =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("be.tarsos..", "io.makebeliv.tarsos..");

  @ArchTest static final ArchRule aLibraryDoesNotPrint = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest static final ArchRule logsGoThroughSlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  // Determinism: sound is a function of seed and sample index.

  @ArchTest
  static final ArchRule chanceComesFromTheSeed =
      noClasses()
          .should()
          .callMethod(Math.class, "random")
          .orShould()
          .callConstructor(Random.class)
          .orShould()
          .callConstructor(SplittableRandom.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(ThreadLocalRandom.class);

  @ArchTest
  static final ArchRule timeIsNotTheWallClock =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now");

  @ArchTest
  static final ArchRule signalProcessingKnowsNoClockAtAll =
      noClasses().that().resideInAnyPackage(SIGNAL).should().callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule signalProcessingKnowsNoLogsFilesLocksOrThreads =
      noClasses()
          .that()
          .resideInAnyPackage(SIGNAL)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.slf4j..", "java.io..", "java.util.concurrent..")
                  .or(
                      resideInAPackage("java.nio.file..")
                          .and(not(assignableTo(java.nio.file.Path.class))))
                  .or(assignableTo(Thread.class)))
          .because("it runs on the audio thread");

  // Fail closed: there is one way from the stream's input to its output, and it is guarded.

  @ArchTest
  static final ArchRule aVoiceRunsOnlyWhereItsOutputIsChecked =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.makebeliv.pipeline.StepConverter")
          .should()
          .callMethod(
              BackendSession.class, "convert", float[].class, float[].class, StepControls.class)
          .because("what a voice puts out is not heard before it is known to be sound and no copy");

  @ArchTest
  static final ArchRule onlyConvertedStepsAreQueuedToBeHeard =
      noClasses()
          .that()
          .doNotBelongToAnyOf(VoiceLane.class)
          .should()
          .callMethod(FrameQueue.class, "write", float[].class, int.class, int.class)
          .because("whoever else fills that queue could fill it with the input");

  @ArchTest
  static final ArchRule whereBothEndsMeetNothingIsCopiedWholesale =
      noClasses()
          .that()
          .haveNameMatching(
              "io\\.makebeliv\\.(pipeline\\.Pipeline|live\\.ConversionDuty|live\\.DuplexEngine)")
          .should()
          .callMethodWhere(target(nameMatching("arraycopy|copyOf|copyOfRange|clone")))
          .because("they hold the stream's input and its output");

  // The rooms, and who knows whom.

  @ArchTest static final ArchRule dspKnowsOnlyItself = room("dsp").mayKnow("dsp");

  @ArchTest static final ArchRule jsonKnowsOnlyItself = room("json").mayKnow("json");

  @ArchTest static final ArchRule inferenceKnowsOnlyItself = room("inference").mayKnow("inference");

  @ArchTest static final ArchRule audioKnowsDsp = room("audio").mayKnow("audio", "dsp");

  @ArchTest
  static final ArchRule pitchshiftKnowsDspAndTheContract =
      room("pitchshift").mayKnow("pitchshift", "dsp", "inference");

  @ArchTest
  static final ArchRule mcadamsKnowsDspAndTheContract =
      room("mcadams").mayKnow("mcadams", "dsp", "inference");

  @ArchTest
  static final ArchRule pipelineKnowsDspAndTheContracts =
      room("pipeline")
          .mayKnow("pipeline", "dsp", "inference", "audio", "fluctuation", "effect", "ambience");

  @ArchTest
  static final ArchRule fluctuationKnowsDsp = room("fluctuation").mayKnow("fluctuation", "dsp");

  @ArchTest static final ArchRule effectKnowsDsp = room("effect").mayKnow("effect", "dsp");

  @ArchTest
  static final ArchRule ambienceKnowsDspAndAudio =
      room("ambience").mayKnow("ambience", "dsp", "audio");

  @ArchTest
  static final ArchRule onlyTheRecordingOfALoopComesFromFiles =
      noClasses()
          .that()
          .resideInAPackage("io.makebeliv.ambience..")
          .and()
          .doNotHaveFullyQualifiedName("io.makebeliv.ambience.Recording")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv.audio..")
                  .and(not(assignableTo(VoiceConversionException.class))))
          .because("it is read before a stream is opened, and nothing else runs elsewhere");

  @ArchTest
  static final ArchRule presetsKnowWhatTheyDescribe =
      room("preset")
          .mayKnow("preset", "json", "inference", "audio", "fluctuation", "effect", "ambience");

  @ArchTest
  static final ArchRule liveKnowsDspAndAudio = room("live").mayKnow("live", "dsp", "audio");

  @ArchTest
  static final ArchRule roomsDoNotKnowTheDoors =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, HOST)
          .should()
          .dependOnClassesThat(DOORS)
          .because("doors open rooms, not the other way round");

  @ArchTest
  static final ArchRule hostsAdaptTheDoorsAndKnowNothingBehindThem =
      noClasses()
          .that()
          .resideInAPackage(HOST)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv..")
                  .and(not(resideInAnyPackage(ROOT, HOST, "io.makebeliv.audio")))
                  .and(not(assignableTo(ModelException.class))))
          .because("they stand in front of the house: they use what an application uses");

  @ArchTest
  static final ArchRule theHouseDoesNotKnowItsHosts =
      noClasses()
          .that()
          .resideOutsideOfPackage(HOST)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(HOST);

  @ArchTest
  static final ArchRule hostsNeitherLogNorLockNorReadClocks =
      noClasses()
          .that()
          .resideInAPackage(HOST)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.slf4j..", "java.io..", "java.nio.file..")
                  .or(nameMatching("java\\.util\\.concurrent\\.locks\\..*Lock")))
          .orShould()
          .callMethod(System.class, "nanoTime")
          .because("the host's audio thread runs there");

  @ArchTest
  static final ArchRule wordsDependOnNoRoom =
      noClasses()
          .that(WORDS)
          .should()
          .dependOnClassesThat(resideInAPackage("io.makebeliv..").and(not(WORDS)))
          .because("every room may use them");

  @ArchTest
  static final ArchRule nothingGoesInCircles =
      slices().assignedFrom(new Rooms()).should().beFreeOfCycles();

  // The public API.

  @ArchTest
  static final ArchRule pipelineAndEngineAreNotPublicApi =
      members()
          .that(
              describe(
                  "are part of the public API",
                  member -> isApi(member) && isApi(member.getOwner())))
          .should(notMention(resideInAnyPackage(INSIDE)));

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
          .should(
              new ArchCondition<>("be final, or an interface") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                  boolean closed =
                      item.getModifiers().contains(JavaModifier.FINAL)
                          || item.isInterface()
                          || item.isEnum();
                  events.add(
                      new SimpleConditionEvent(
                          item, closed, item.getName() + " can be inherited from"));
                }
              });

  private static JavaClass outermost(JavaClass c) {
    JavaClass element = c.getBaseComponentType();
    return element.getEnclosingClass().map(ArchitectureTest::outermost).orElse(element);
  }

  private static boolean isApi(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static boolean isApi(JavaClass c) {
    return c.getModifiers().contains(JavaModifier.PUBLIC)
        && !resideInAnyPackage(INSIDE).test(c)
        && c.getEnclosingClass().map(ArchitectureTest::isApi).orElse(true);
  }

  private static ArchCondition<JavaMember> notMention(DescribedPredicate<JavaClass> hidden) {
    return new ArchCondition<>("not mention classes that " + hidden.getDescription()) {
      @Override
      public void check(JavaMember member, ConditionEvents events) {
        signature(member)
            .flatMap(type -> type.getAllInvolvedRawTypes().stream())
            .filter(hidden)
            .forEach(
                type ->
                    events.add(
                        SimpleConditionEvent.violated(
                            member, member.getFullName() + " mentions " + type.getName())));
      }
    };
  }

  private static Stream<JavaType> signature(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
  }

  private static Room room(String name) {
    return new Room("io.makebeliv." + name + "..");
  }

  private record Room(String name) {

    ArchRule mayKnow(String... others) {
      String[] known =
          Stream.of(others).map(other -> "io.makebeliv." + other + "..").toArray(String[]::new);
      return noClasses()
          .that()
          .resideInAPackage(name)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.makebeliv..")
                  .and(not(resideInAnyPackage(known)))
                  .and(not(WORDS)));
    }
  }

  /** One slice a package; the root package is two: its doors, and the words that all use. */
  private static final class Rooms implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass c) {
      if (resideOutsideOfPackage("io.makebeliv..").test(c)) {
        return SliceIdentifier.ignore();
      }
      return SliceIdentifier.of(WORDS.test(c) ? "words" : c.getPackageName());
    }

    @Override
    public String getDescription() {
      return "the packages, and the root package's words";
    }
  }
}
