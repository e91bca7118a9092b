package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.floor.FloorService;
import dev.rabbitpatterns.benchmarks.plain.PlainService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One POST for each message, from different numbers of connections. */
final class Publishing implements Part {

    static final String HELLO = "hello-service";
    static final String HELLO_CONSUMING = "hello-service with its consumer";
    static final String FLOOR = "bare HTTP";
    static final String PERF_TEST = "PerfTest --confirm 64";
    static final String PERF_TEST_EACH = "PerfTest --confirm 1";
    static final String RAW = "raw client, each confirmed";

    private static final String HELLO_QUEUE = "hello";

    private final Context context;
    private final Programs programs;

    Publishing(Context context, Programs programs) {
        this.context = context;
        this.programs = programs;
    }

    /** A plain service's name in the report. */
    static String plain(String queueType, String what) {
        return "plain Spring, " + queueType + what;
    }

    @Override
    public void run() throws Exception {
        new Rounds(context, "publish", subjects()).run(context.options().loads());
    }

    private List<Subject> subjects() throws Exception {
        List<String> types =
                context.options().isShort() ? List.of("quorum") : List.of("quorum", "classic");
        SpringProgram floor = programs.main("floor", FloorService.class, Map.of());
        SpringProgram hello = programs.service("hello-service");
        Map<String, PlainPair> plain = new LinkedHashMap<>();
        for (String type : types) {
            plain.put(type, new PlainPair(type));
        }
        programs.awaitReady();
        List<Subject> subjects = new ArrayList<>();
        subjects.add(http(FLOOR, floor, null, false));
        subjects.add(http(HELLO, hello, HELLO_QUEUE, false));
        subjects.add(http(HELLO_CONSUMING, hello, HELLO_QUEUE, true));
        plain.values().forEach(pair -> pair.addTo(subjects));
        subjects.addAll(amqpSubjects(types));
        return subjects;
    }

    private List<Subject> amqpSubjects(List<String> types) throws Exception {
        List<Subject> subjects = new ArrayList<>();
        for (String type : types) {
            subjects.add(new PerfTestPublisher(context, PERF_TEST + ", " + type, type, 64));
        }
        subjects.add(new PerfTestPublisher(context, PERF_TEST_EACH + ", quorum", "quorum", 1));
        subjects.add(new RawPublishing(context, RAW, programs.raw()));
        return subjects;
    }

    private HttpPublisher http(
            String name, SpringProgram program, @Nullable String queue, boolean consuming) {
        return new HttpPublisher(context, name, program, "/messages", queue, consuming);
    }

    /** The plain service without confirms and the one with them, on queues of the same type. */
    private final class PlainPair {

        private final String type;
        private final SpringProgram unconfirmed;
        private final SpringProgram confirmed;

        PlainPair(String type) throws IOException {
            this.type = type;
            this.unconfirmed = plainProgram("plain." + type, Map.of());
            this.confirmed =
                    plainProgram(
                            "confirmed." + type,
                            Map.of("SPRING_RABBITMQ_PUBLISHER_CONFIRM_TYPE", "correlated"));
        }

        private SpringProgram plainProgram(String name, Map<String, String> more)
                throws IOException {
            Map<String, String> settings = new LinkedHashMap<>(more);
            settings.putAll(Programs.plainSettings(name, type));
            return programs.main(name, PlainService.class, settings);
        }

        void addTo(List<Subject> subjects) {
            String queue = Programs.queueOf("plain." + type);
            subjects.add(http(plain(type, ""), unconfirmed, queue, false));
            subjects.add(http(plain(type, ", with its consumer"), unconfirmed, queue, true));
            subjects.add(
                    new HttpPublisher(
                            context,
                            plain(type, ", confirmed"),
                            confirmed,
                            "/confirmed",
                            Programs.queueOf("confirmed." + type),
                            false));
        }
    }
}
