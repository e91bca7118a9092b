package dev.rabbitpatterns.messaging.login;

import org.springframework.aot.AotDetector;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Leaves out the beans that were worked out at build time, if the login is on: they were worked out
 * without it, so that everybody could do everything. It does not depend on how the service is
 * started, because nobody would notice a mistake there.
 */
final class LoginNeedsItsOwnBeans implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getProperty("messaging.login.enabled", Boolean.class, false)) {
            SpringProperties.setFlag(AotDetector.AOT_ENABLED, false);
            if (AotDetector.useGeneratedArtifacts()) {
                throw new IllegalStateException(
                        "The login is on, but this program was built without it.");
            }
        }
    }
}
