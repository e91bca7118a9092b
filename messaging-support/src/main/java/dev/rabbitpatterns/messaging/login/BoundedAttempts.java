package dev.rabbitpatterns.messaging.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Bounds how many passwords an address can try for a user, and logs the first wrong one of each
 * minute. Other users of that address, and that user at other addresses, are not affected.
 *
 * <p>It counts users that do not exist as one, and does not log their names: somebody may have
 * typed a password there. A Caffeine cache evicts by frequency and may not admit a new address at
 * all, so it keeps the newest ones.
 */
final class BoundedAttempts implements AuthenticationManager {

    static final int ATTEMPTS = 10;
    static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private static final Logger log = LoggerFactory.getLogger(BoundedAttempts.class);

    private final AuthenticationManager passwords;
    private final Set<String> users;
    private final InstantSource clock;
    private final Map<Caller, Failures> failures =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Caller, Failures> eldest) {
                    return size() > REMEMBERED;
                }
            };

    BoundedAttempts(AuthenticationManager passwords, Set<String> users, InstantSource clock) {
        this.passwords = passwords;
        this.users =
                users.stream()
                        .map(user -> user.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        this.clock = clock;
    }

    private record Caller(String user, String address) {}

    private record Failures(int count, Instant since) {}

    /** Says that a caller has tried too many passwords, and how long to wait. */
    static final class TooManyAttemptsException extends AuthenticationException {

        private final transient Duration wait;

        TooManyAttemptsException(Duration wait) {
            super("Too many attempts");
            this.wait = wait;
        }

        long seconds() {
            return wait.plusMillis(999).toSeconds();
        }
    }

    @Override
    public Authentication authenticate(Authentication login) {
        Caller caller = callerOf(login);
        Failures before = failuresOf(caller);
        if (before.count() >= ATTEMPTS) {
            throw new TooManyAttemptsException(
                    Duration.between(clock.instant(), before.since().plus(INTERVAL)));
        }
        try {
            return passwords.authenticate(login);
        } catch (BadCredentialsException wrong) {
            count(caller);
            throw wrong;
        }
    }

    private Caller callerOf(Authentication login) {
        String name = login.getName().toLowerCase(Locale.ROOT);
        String address =
                login.getDetails() instanceof WebAuthenticationDetails web
                        ? web.getRemoteAddress()
                        : "-";
        return new Caller(users.contains(name) ? name : "(unknown)", address);
    }

    private synchronized Failures failuresOf(Caller caller) {
        Instant now = clock.instant();
        Failures known = failures.get(caller);
        return known == null || !now.isBefore(known.since().plus(INTERVAL))
                ? new Failures(0, now)
                : known;
    }

    private synchronized void count(Caller caller) {
        Failures before = failuresOf(caller);
        if (before.count() == 0) {
            failures.remove(caller); // so that it becomes the newest
            log.warn(
                    "Wrong login of the user {} from {}; no more of them are logged for a minute",
                    caller.user(),
                    caller.address());
        }
        failures.put(caller, new Failures(before.count() + 1, before.since()));
    }
}
