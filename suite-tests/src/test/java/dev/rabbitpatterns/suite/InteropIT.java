package dev.rabbitpatterns.suite;

import java.util.ArrayList;
import java.util.List;

/** Every pattern with one language, and every language at both ends of some patterns. */
@SuiteTest
@EitherWay
class InteropIT extends Interop {

    private static final ForeignProgram[] PROGRAMS = ForeignProgram.values();

    /** Assigns the languages to the patterns in turn. */
    static List<End> ends() {
        List<End> ends = new ArrayList<>();
        for (Conversation pattern : Conversation.all().toList()) {
            ends.add(new End(PROGRAMS[ends.size() % PROGRAMS.length], pattern));
        }
        return ends;
    }

    static List<ForeignProgram> rpcPrograms() {
        return List.of(ForeignProgram.PYTHON);
    }
}
