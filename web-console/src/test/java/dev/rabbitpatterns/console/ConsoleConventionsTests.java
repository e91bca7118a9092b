package dev.rabbitpatterns.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class ConsoleConventionsTests {

    @Test
    void keepsTheConventionsOfTheSuite() {
        Conventions.checkWithoutRooms(ConsoleApplication.class);
    }

    @Test
    void neverTalksToTheBroker() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..")
                .because("the console knows the services by their addresses, and nothing else")
                .check(
                        new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("dev.rabbitpatterns.console"));
    }
}
