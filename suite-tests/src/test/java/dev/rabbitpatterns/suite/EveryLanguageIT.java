package dev.rabbitpatterns.suite;

import java.util.List;
import java.util.stream.Stream;

/** Every pattern with every language that {@link InteropIT} does not try it with. */
@SuiteTest
@Nightly
class EveryLanguageIT extends Interop {

    static List<End> ends() {
        return allEnds().stream().filter(end -> !InteropIT.ends().contains(end)).toList();
    }

    static List<ForeignProgram> remoteEnds() {
        return Stream.of(ForeignProgram.values())
                .filter(program -> !InteropIT.remoteEnds().contains(program))
                .toList();
    }
}
