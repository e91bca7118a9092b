package dev.rabbitpatterns.messaging.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rabbitpatterns.test.Certificates;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.SecurityFilterChain;

/** The login costs nothing unless it is on, and is on only if somebody can log in. */
class LoginAutoConfigurationTests {

    private static final String ALICE = "messaging.login.users.alice=";

    private final WebApplicationContextRunner contexts =
            new WebApplicationContextRunner()
                    .withInitializer(new ConfigDataApplicationContextInitializer())
                    .withPropertyValues("spring.config.import=classpath:messaging-defaults.yml")
                    .withUserConfiguration(Service.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {}

    @Test
    void withoutTheProfileThereIsNoBeanOfSpringSecurity() {
        contexts.withPropertyValues(ALICE + "ignored")
                .run(context -> assertThat(securityIn(context)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "login,tracing"})
    void withTheProfileThereIsOneChain(String profiles) {
        contexts.withPropertyValues("spring.profiles.active=" + profiles, ALICE + "long enough 1")
                .run(context -> assertThat(context).hasSingleBean(SecurityFilterChain.class));
    }

    @Test
    void tlsHasNoServiceWithoutALogin() {
        contexts.withPropertyValues(
                        "spring.profiles.active=tls",
                        "TLS_FOLDER=" + new Certificates().make(90, "hello", "localhost"))
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessage(
                                        "The login is on, but there is no user: set MESSAGING_LOGIN_USERS_<NAME> to a password."));
    }

    @ExtendWith(OutputCaptureExtension.class)
    @ParameterizedTest
    @ValueSource(strings = {"users.alice=", "users.alice=Schl2ssel11", "probes.bob=Schl2ssel11"})
    void aShortPasswordIsNotAcceptedAndNotShown(String user, CapturedOutput log) {
        contexts.withPropertyValues(
                        "spring.profiles.active=login",
                        ALICE + "long enough 1",
                        "messaging.login." + user)
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageMatching(
                                        "The password of the user '(alice|bob)' is too short: it needs 12 characters."));
        assertThat(log).doesNotContain("Schl2ssel");
    }

    @Test
    void thePropertiesSayNoPassword() {
        contexts.withPropertyValues("spring.profiles.active=login", ALICE + "long enough 1")
                .run(context ->
                        assertThat(context.getBean(LoginProperties.class))
                                .hasToString("users [alice], probes []"));
    }

    private static Stream<String> securityIn(AssertableWebApplicationContext context) {
        return Stream.of(context.getBeanDefinitionNames())
                .map(name -> Objects.requireNonNull(context.getType(name)).getName())
                .filter(type -> type.startsWith("org.springframework.security."));
    }
}
