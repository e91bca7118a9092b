package dev.rabbitpatterns.messaging.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rabbitpatterns.messaging.login.BoundedAttempts.TooManyAttemptsException;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Guessing is slow, and hinders nobody but the one who guesses. */
@ExtendWith(OutputCaptureExtension.class)
class BoundedAttemptsTests {

    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.2";

    private Instant now = Instant.EPOCH;
    private int checked;
    private final BoundedAttempts attempts =
            new BoundedAttempts(
                    login -> {
                        checked++;
                        if (!"right".equals(login.getCredentials())) {
                            throw new BadCredentialsException("wrong");
                        }
                        return login;
                    },
                    Set.of("Alice", "bob"),
                    () -> now);

    @Test
    void afterTenWrongPasswordsEvenTheRightOneHasToWait() {
        guess("alice", HERE, 10);

        assertHasToWait("alice", HERE, 60);
        now = now.plusMillis(59_001);
        assertHasToWait("ALICE", HERE, 1);
        assertThat(checked).as("no password is looked at meanwhile").isEqualTo(10);
        now = now.plusMillis(999);
        assertGetsIn("alice", HERE);
    }

    @Test
    void waitingDoesNotBeginAgainWithEachAttempt() {
        guess("alice", HERE, 10);
        now = now.plusSeconds(59);
        assertHasToWait("alice", HERE, 1);
        now = now.plusSeconds(1);

        assertGetsIn("alice", HERE);
    }

    @Test
    void othersGetInMeanwhile() {
        guess("alice", HERE, 10);
        guess("nobody", HERE, 10);

        assertGetsIn("alice", ELSEWHERE);
        assertGetsIn("bob", HERE);
    }

    @Test
    void namesThatDoNotExistAreCountedTogether() {
        for (int i = 0; i < 10; i++) {
            guess("nobody-" + i, HERE, 1);
        }

        assertHasToWait("nobody-10", HERE, 60);
    }

    @Test
    void whoHasLoggedInMayStillErr() {
        for (int i = 0; i < 9; i++) {
            guess("alice", HERE, 1);
            assertGetsIn("alice", HERE);
        }
    }

    @Test
    void theNewestAreRememberedWhoeverElseGuesses() {
        for (int i = 0; i < 10_001; i++) {
            guess("alice", "10.0." + i / 256 + "." + i % 256, 1);
        }
        guess("alice", HERE, 10);

        assertHasToWait("alice", HERE, 60);
    }

    @Test
    void theFirstOfEachMinuteIsLoggedAndNoNameThatMayBeAPassword(CapturedOutput log) {
        guess("alice", HERE, 10);
        guess("typed my passw0rd here", HERE, 3);
        now = now.plusSeconds(60);
        guess("alice", HERE, 1);

        assertThat(log.getOut().lines().filter(line -> line.contains("Wrong login")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains(HERE).doesNotContain("passw0rd"));
    }

    private void guess(String user, String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThatExceptionOfType(BadCredentialsException.class)
                    .isThrownBy(() -> logIn(user, "wrong", address));
        }
    }

    private void assertHasToWait(String user, String address, int seconds) {
        assertThatExceptionOfType(TooManyAttemptsException.class)
                .isThrownBy(() -> logIn(user, "right", address))
                .extracting(TooManyAttemptsException::seconds)
                .isEqualTo((long) seconds);
    }

    private void assertGetsIn(String user, String address) {
        assertThatCode(() -> logIn(user, "right", address)).doesNotThrowAnyException();
    }

    private void logIn(String user, String password, String address) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        var login = UsernamePasswordAuthenticationToken.unauthenticated(user, password);
        login.setDetails(new WebAuthenticationDetails(request));
        attempts.authenticate(login);
    }
}
