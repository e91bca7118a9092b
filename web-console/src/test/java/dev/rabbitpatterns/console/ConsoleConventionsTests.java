package dev.rabbitpatterns.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.rabbitpatterns.test.Conventions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConsoleConventionsTests {

    @Test
    void followsTheConventionsOfTheSuite() {
        Conventions.checkCommonRules(ConsoleApplication.class);
        Conventions.checkProperties("spring.rabbitmq.", "springdoc.");
    }

    /** It is tested here because this module is built after every service. */
    @Test
    void everyPublicTypeOfTheLibraryIsUsed() throws IOException {
        Conventions.checkPublicTypesAreUsed(Path.of(".."));
    }

    @Test
    void neverTalksToTheBroker() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..")
                .because("the console only talks to the services, over HTTP")
                .check(
                        new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("dev.rabbitpatterns.console"));
    }
}
