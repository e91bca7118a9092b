package dev.rabbitpatterns.suite;

import java.util.ArrayList;
import java.util.List;

/** Every pattern with one language, and every language at both ends of some patterns. */
@SuiteTest
class InteropIT extends Interop {

    private static final ForeignProgram[] PROGRAMS = ForeignProgram.values();

    /** The languages take turns. */
    static List<End> ends() {
        List<End> ends = new ArrayList<>();
        for (Conversation pattern : Conversation.all().toList()) {
            ends.add(new End(PROGRAMS[ends.size() % PROGRAMS.length], pattern));
        }
        return ends;
    }

    static List<ForeignProgram> remoteEnds() {
        return List.of(ForeignProgram.PYTHON);
    }
}
