package dev.rabbitpatterns.messaging.login;

import jakarta.validation.constraints.NotNull;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may log in.
 *
 * @param enabled whether every request needs a login; the profiles {@code login} and {@code tls}
 *     set it
 * @param users the passwords of those who may do everything, by their names
 * @param probes the passwords of those who may only ask for health and metrics, by their names
 */
@Validated
@ConfigurationProperties("messaging.login")
record LoginProperties(
        @DefaultValue("false") boolean enabled,
        @NotNull @DefaultValue Map<String, String> users,
        @NotNull @DefaultValue Map<String, String> probes) {

    /** Fewer can be guessed. */
    private static final int SHORTEST = 12;

    /** Fails unless somebody can log in. A failed constraint would show the password in the log. */
    LoginProperties checked() {
        if (users.isEmpty()) {
            throw new IllegalStateException(
                    "The login is on, but there is no user: set MESSAGING_LOGIN_USERS_<NAME> to a password.");
        }
        Stream.of(users, probes)
                .flatMap(some -> some.entrySet().stream())
                .filter(user -> user.getValue().length() < SHORTEST)
                .forEach(user -> {
                    throw new IllegalStateException(
                            "The password of the user '%s' is too short: it needs %d characters."
                                    .formatted(user.getKey(), SHORTEST));
                });
        return this;
    }

    /** Not the passwords. */
    @Override
    public String toString() {
        return "users " + users.keySet() + ", probes " + probes.keySet();
    }
}
