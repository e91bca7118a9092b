package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every curl command that a README prints works, one after the other, as printed. */
@SuiteTest
@EitherWay
class PrintedCommandsIT {

    private static final Pattern COMMANDS = Pattern.compile("```sh\n([^`]+)```");
    private static final Pattern SERVICE = Pattern.compile("localhost:(\\d+)");
    private static final Pattern MEMBER = Pattern.compile("(subscriber|worker)-(\\d)");
    private static final Pattern ENDLESS = Pattern.compile("/stream|/live/|/events");
    private static final int OK = 200;
    private static final int ERROR = 400;

    /** What curl ends with when its time is over, as it is at some time for an endless answer. */
    private static final int TIME_OUT = 28;

    /** Commands that show what an error looks like. */
    private static final Map<String, Integer> SHOW_ERRORS =
            Map.of("timeout=1ms", 504, "curl localhost:\\d+/logs/stream", 400);

    private final Shell shell = new Shell(Suite.ROOT, Map.of());

    static Stream<Path> readmes() {
        return Stream.concat(Stream.of("."), Suite.SERVICES.stream())
                .map(folder -> Path.of(folder, "README.md"));
    }

    @AfterEach
    void removeSubscribers() throws IOException {
        for (String service : Suite.PATTERNS) {
            AbuseIT.trim(Suite.url(service) + "/subscribers", 0);
        }
    }

    /** A task is done, or is a dead letter, after some retries. */
    @AfterAll
    static void finishTasks() {
        Await.that(
                "no task is in progress",
                () ->
                        Rest.get(Suite.url("work-queue-service") + "/topology")
                                .json()
                                .get("queues")
                                .valueStream()
                                .filter(queue -> !queue.get("name").asString().endsWith(".dead"))
                                .allMatch(PrintedCommandsIT::isEmpty));
    }

    private static boolean isEmpty(JsonNode queue) {
        return queue.get("ready").asInt() == 0 && queue.get("unacknowledged").asInt() == 0;
    }

    @ParameterizedTest
    @MethodSource("readmes")
    void everyCommandSucceeds(Path readme) throws IOException {
        List<String> commands =
                COMMANDS.matcher(String.join("\n", Suite.lines(Suite.ROOT.resolve(readme))))
                        .results()
                        .flatMap(block -> block.group(1).lines())
                        .filter(line -> line.contains("curl ") && !line.startsWith("#"))
                        .toList();
        assertThat(commands).as("commands of %s", readme).isNotEmpty();
        for (String command : commands) {
            check(readme, command);
        }
    }

    private void check(Path readme, String command) throws IOException {
        String showsError =
                SHOW_ERRORS.keySet().stream()
                        .filter(part ->
                                Pattern.compile(part)
                                        .matcher(command.replaceAll(" +#.*", ""))
                                        .find())
                        .findFirst()
                        .orElse("");
        boolean endless = showsError.isEmpty() && ENDLESS.matcher(command).find();
        Shell.Ended ended = shell.attempt("bash", "-c", silent(here(command), endless));
        int status = Integer.parseInt(ended.output().replaceFirst("(?s).*HTTP ", "").strip());

        if (!showsError.isEmpty()) {
            assertThat(status).as(command).isEqualTo(SHOW_ERRORS.get(showsError));
        } else if (endless) {
            assertThat(ended.exitCode()).as(command).isIn(0, TIME_OUT);
            assertThat(status).as(command).isEqualTo(OK);
        } else {
            assertThat(ended.exitCode()).as("%s: %s", readme, command).isZero();
            assertThat(status).as("%s: %s", readme, ended).isLessThan(ERROR);
            if (command.contains("/receive")) {
                assertThat(status).as("a message is pulled").isEqualTo(OK);
            }
        }
    }

    private static String silent(String command, boolean endless) {
        String options = "curl -sS -w '\\nHTTP %{http_code}' --max-time " + (endless ? 1 : 20);
        return command.replaceFirst("curl(?= )", options.replace("\\", "\\\\"));
    }

    /** The same for the ports of this suite, and for members with the names that they have here. */
    private static String here(String command) throws IOException {
        String usual = SERVICE.matcher(command).results().findFirst().orElseThrow().group();
        String service =
                Suite.SERVICES.stream()
                        .filter(one -> Suite.usualUrl(one).endsWith(usual))
                        .findFirst()
                        .orElseThrow();
        String url = Suite.url(service);
        String result = command.replace(usual, url);
        for (MatchResult member : MEMBER.matcher(command).results().toList()) {
            List<String> present =
                    Rest.get(url + "/" + member.group(1) + "s")
                            .json()
                            .valueStream()
                            .map(one -> one.get("id").asString())
                            .filter(id -> id.startsWith(member.group(1)))
                            .toList();
            int number = Math.min(Integer.parseInt(member.group(2)), present.size());
            result = result.replace(member.group(), present.get(number - 1));
        }
        return result;
    }
}
