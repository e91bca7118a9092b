package dev.rabbitpatterns.suite;

import java.util.List;
import java.util.stream.Stream;

/** The combinations of pattern and language that {@link InteropIT} leaves out. */
@SuiteTest
@Nightly
class EveryLanguageIT extends Interop {

    static List<End> ends() {
        return allEnds().stream().filter(end -> !InteropIT.ends().contains(end)).toList();
    }

    static List<ForeignProgram> rpcPrograms() {
        return Stream.of(ForeignProgram.values())
                .filter(program -> !InteropIT.rpcPrograms().contains(program))
                .toList();
    }
}
