package dev.rabbitpatterns.test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.springframework.amqp.core.AmqpTemplate;
import org.springframework.amqp.core.Declarable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.validation.annotation.Validated;

/** What all services have in common, so that whoever knows one knows them all. */
public final class Conventions {

    private static final String SUITE = "dev.rabbitpatterns";
    private static final String LIBRARY = SUITE + ".messaging";

    private Conventions() {}

    /** Fails if the service with this application class breaks a convention. */
    public static void check(Class<?> application) {
        checkCommonRules(application);
        checkProperties();
        assertHasServiceClasses(classesOf(application), application);
    }

    /** Checks only what also applies to an application that implements no pattern. */
    public static void checkCommonRules(Class<?> application) {
        assertThat(application.getPackage().isAnnotationPresent(NullMarked.class))
                .as("package-info.java says @NullMarked")
                .isTrue();
        JavaClasses service = classesOf(application);
        rules(application.getPackageName()).forEach(rule -> rule.check(service));
    }

    /**
     * Fails if a configuration file sets a property that nobody has: Spring Boot ignores one that
     * is misspelt or was renamed.
     *
     * @param unused the beginnings of shared properties for which a module has no code
     */
    public static void checkProperties(String... unused) {
        Set<String> known = new HashSet<>();
        for (Resource metadata : resources("META-INF/spring-configuration-metadata.json")) {
            Map<String, Object> described =
                    JsonParserFactory.getJsonParser().parseMap(textOf(metadata));
            ((List<?>) described.getOrDefault("properties", List.of()))
                    .forEach(property -> known.add(nameOf(property)));
        }
        YamlPropertiesFactoryBean files = new YamlPropertiesFactoryBean();
        files.setResources(
                Stream.of("application.yml", "messaging-defaults.yml")
                        .flatMap(name -> resources(name).stream())
                        .toArray(Resource[]::new));
        assertThat(Objects.requireNonNull(files.getObject()).stringPropertyNames())
                .isNotEmpty()
                .filteredOn(name -> !name.startsWith("info."))
                .filteredOn(name -> Stream.of(unused).noneMatch(name::startsWith))
                .filteredOn(name -> !isKnown(name.replaceAll("\\[\\d+]", ""), known))
                .as("unknown properties")
                .isEmpty();
    }

    /** By itself, or as an entry of a map. */
    private static boolean isKnown(String name, Set<String> known) {
        return known.contains(name)
                || IntStream.range(0, name.length())
                        .filter(i -> name.charAt(i) == '.')
                        .anyMatch(i -> known.contains(name.substring(0, i)));
    }

    private static String nameOf(Object property) {
        return String.valueOf(((Map<?, ?>) property).get("name"));
    }

    private static List<Resource> resources(String name) {
        try {
            return List.of(
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String textOf(Resource file) {
        try {
            return file.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fails if a package of the library uses one that comes later in this list, so that each can be
     * read without those after it.
     */
    public static void checkLibrary() {
        JavaClasses library = handWritten(LIBRARY);
        List<String> layers =
                List.of(
                        LIBRARY + ".rest",
                        LIBRARY + ".docs",
                        LIBRARY + ".login",
                        LIBRARY,
                        LIBRARY + ".tracing",
                        LIBRARY + ".events",
                        LIBRARY + ".publish",
                        LIBRARY + ".outbox",
                        LIBRARY + ".deadletter",
                        LIBRARY + ".consume",
                        LIBRARY + ".topology",
                        LIBRARY + ".subscribe");
        assertThat(library)
                .extracting(type -> type.getPackageName())
                .as("the packages of the library")
                .hasSameElementsAs(layers);
        noClasses()
                .that()
                .resideInAPackage(layers.getFirst())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..")
                .because("the console, which has no broker, has the same guards")
                .check(library);
        for (int i = 0; i < layers.size() - 1; i++) {
            noClasses()
                    .that()
                    .resideInAPackage(layers.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(layers.subList(i + 1, layers.size()).toArray(String[]::new))
                    .because("the library's packages depend on each other in one direction")
                    .check(library);
        }
    }

    /**
     * Fails if a public type of the library is used by no other package.
     *
     * @param suite the directory that contains the compiled modules
     */
    public static void checkPublicTypesAreUsed(Path suite) throws IOException {
        List<Path> modules;
        try (Stream<Path> directories = Files.list(suite)) {
            modules =
                    directories
                            .map(module -> module.resolve("target/classes"))
                            .filter(Files::isDirectory)
                            .toList();
        }
        JavaClasses all =
                new ClassFileImporter()
                        .withImportOption(Conventions::isHandWritten)
                        .importPaths(modules);
        Set<String> used = new HashSet<>();
        for (JavaClass type : all) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(target -> !target.getPackageName().equals(type.getPackageName()))
                    .forEach(target -> used.add(outermost(target)));
        }
        assertThat(all)
                .filteredOn(type -> type.getPackageName().startsWith(LIBRARY))
                .filteredOn(type -> type.isTopLevelClass() && type.getModifiers().contains(PUBLIC))
                .filteredOn(type -> !type.isAnnotatedWith(AutoConfiguration.class))
                .isNotEmpty()
                .extracting(JavaClass::getName)
                .as("public types are what a reader has to know, so each has to be used")
                .isSubsetOf(used);
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(Conventions::outermost).orElse(type.getName());
    }

    private static JavaClasses classesOf(Class<?> application) {
        return handWritten(application.getPackageName());
    }

    private static JavaClasses handWritten(String packageName) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(Conventions::isHandWritten)
                .importPackages(packageName);
    }

    /** Whether it is source code, and not what Spring generated in an earlier build. */
    private static boolean isHandWritten(Location location) {
        return !location.contains("__") && !location.contains("$$");
    }

    private static void assertHasServiceClasses(JavaClasses service, Class<?> application) {
        String prefix = application.getSimpleName().replace("Application", "");
        assertThat(service)
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
                        .because("no other module uses a service's classes"),
                noClasses()
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(SUITE + "..")
                                        .and(not(resideInAnyPackage(service, LIBRARY + ".."))))
                        .because("services do not depend on each other"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(AmqpTemplate.class)
                        .because("every publish is confirmed: use ConfirmedPublisher"),
                noClasses()
                        .that()
                        .haveSimpleNameNotEndingWith("Topology")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(Declarable.class)
                        .because("only the topology declares anything on the broker"),
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
                        .because("every property is validated at startup"),
                NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
    }
}
