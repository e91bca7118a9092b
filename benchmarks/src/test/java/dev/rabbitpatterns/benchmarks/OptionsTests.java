package dev.rabbitpatterns.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTests {

    @Test
    void measuresEverythingUnlessPartsAreNamed() {
        assertThat(Options.parse(List.of()).parts())
                .containsExactlyInAnyOrderElementsOf(Options.ALL);
        assertThat(Options.parse(List.of("all")).parts()).containsAll(Options.ALL);
        assertThat(Options.parse(List.of("rpc", "publish")).parts())
                .containsExactlyInAnyOrder("rpc", "publish");
    }

    @Test
    void aShortRunHasOneRound() {
        assertThat(Options.parse(List.of("--short")).rounds()).isOne();
        assertThat(Options.parse(List.of()).rounds()).isGreaterThan(1);
    }

    @Test
    void numbersOverrideTheDefaults() {
        Options options = Options.parse(List.of("--rounds", "7", "--seconds", "9"));
        assertThat(options.rounds()).isEqualTo(7);
        assertThat(options.time()).hasSeconds(9);
    }

    @Test
    void rejectsUnknownPartsAndInvalidNumbers() {
        assertThatThrownBy(() -> Options.parse(List.of("tea")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("publish, consume, rpc, fanout, startup, all");
        assertThatThrownBy(() -> Options.parse(List.of("--rounds", "many")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
