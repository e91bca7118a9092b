package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.raw.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The raw client in its own process, which reads one command per line. */
final class RawProgram implements AutoCloseable {

    private final Program program;
    private final PrintStream commands;
    private final BufferedReader answers;

    private RawProgram(Program program) {
        this.program = program;
        this.commands =
                new PrintStream(program.process().getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = program.process().inputReader(StandardCharsets.UTF_8);
    }

    static RawProgram start() throws IOException {
        return new RawProgram(
                Program.startPiped(
                        "raw client",
                        List.of("-cp", Program.CLASS_PATH, RawClient.class.getName())));
    }

    /** Sends a command, and returns its answer once it is done. */
    String send(String command) throws IOException {
        commands.println(command);
        String answer = answers.readLine();
        if (answer == null) {
            program.close();
            program.check();
            throw new IOException("The raw client has ended");
        }
        return answer;
    }

    CpuClock cpu() {
        return program.cpu();
    }

    @Override
    public void close() {
        program.close();
    }
}
