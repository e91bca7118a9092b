package dev.rabbitpatterns.suite;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the suite for the first test that needs it, and stops it after the last. */
final class RunningSuite
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterTestExecutionCallback,
                ParameterResolver {

    private static final Logger log = LoggerFactory.getLogger(RunningSuite.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        suite(context);
    }

    /** Restarts what a failed test has left stopped. */
    @Override
    public void beforeEach(ExtensionContext context) {
        log.info("{}", context.getDisplayName());
        FaultReport.setTier(context.getTags().contains(Nightly.TAG));
        if (!Suite.isReady()) {
            suite(context).upAgain();
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(failure -> log.error("{} failed", context.getDisplayName(), failure));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Suite.class);
    }

    @Override
    public Suite resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return suite(context);
    }

    private static Suite suite(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(Suite.class, type -> Suite.start(), Suite.class);
    }
}
