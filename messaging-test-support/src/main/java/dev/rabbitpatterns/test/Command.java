package dev.rabbitpatterns.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a local program and waits for it to end. */
record Command(int exitCode, String output) {

    static Command run(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Command(process.waitFor(), output);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot run " + words.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** What the program printed, or an exception if it failed. */
    String orThrow() {
        if (exitCode != 0) {
            throw new IllegalStateException("Exit code " + exitCode + ": " + output);
        }
        return output;
    }
}
