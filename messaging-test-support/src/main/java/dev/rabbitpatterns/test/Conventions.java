package dev.rabbitpatterns.test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;
import org.springframework.amqp.core.AmqpTemplate;
import org.springframework.amqp.core.Declarable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/** What all services have in common, so that who knows one knows all. */
public final class Conventions {

    private static final String SUITE = "dev.rabbitpatterns";

    private Conventions() {}

    /** Fails where the service with this application class departs from the conventions. */
    public static void check(Class<?> application) {
        checkWithoutRooms(application);
        everyServiceHasItsRooms(classesOf(application), application);
    }

    /** The same for an application that is no service of a pattern, and has other rooms. */
    public static void checkWithoutRooms(Class<?> application) {
        Assertions.assertThat(application.getPackage().isAnnotationPresent(NullMarked.class))
                .as("package-info.java says @NullMarked")
                .isTrue();
        JavaClasses service = classesOf(application);
        rules(application.getPackageName()).forEach(rule -> rule.check(service));
    }

    private static JavaClasses classesOf(Class<?> application) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(Conventions::isWritten)
                .importPackages(application.getPackageName());
    }

    /** What Spring has generated beside it, in an earlier build, follows nobody's conventions. */
    private static boolean isWritten(Location location) {
        return !location.contains("__") && !location.contains("$$");
    }

    private static void everyServiceHasItsRooms(JavaClasses service, Class<?> application) {
        String prefix = application.getSimpleName().replace("Application", "");
        Assertions.assertThat(service)
                .extracting(type -> type.getSimpleName())
                .contains(prefix + "Application", prefix + "Topology", prefix + "Controller");
    }

    private static List<ArchRule> rules(String service) {
        return List.of(
                classes()
                        .should()
                        .resideInAPackage(service)
                        .because("a service is one package, with no layers inside it"),
                classes()
                        .that()
                        .areNotAnnotatedWith(SpringBootApplication.class)
                        .should()
                        .notHaveModifier(PUBLIC)
                        .because("nobody else calls a service's classes"),
                noClasses()
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(SUITE + "..")
                                        .and(
                                                not(
                                                        resideInAnyPackage(
                                                                service, SUITE + ".messaging"))))
                        .because("services never know each other"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(AmqpTemplate.class)
                        .because("what is published is confirmed: use ConfirmedPublisher"),
                noClasses()
                        .that()
                        .haveSimpleNameNotEndingWith("Topology")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(Declarable.class)
                        .because("the topology is the only place that declares"),
                noFields()
                        .should()
                        .beAnnotatedWith(Autowired.class)
                        .because("a constructor shows what a class needs"),
                classes()
                        .that()
                        .areAnnotatedWith(ConfigurationProperties.class)
                        .should()
                        .beAnnotatedWith(Validated.class)
                        .allowEmptyShould(true)
                        .because("every bound is validated at start"),
                NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
    }
}
