package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Bar;
import dev.rabbitpatterns.benchmarks.report.Key;
import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.List;
import java.util.stream.Stream;

/** The targets for the ratios. */
final class Bars {

    private static final int USUAL_LOAD = 64;
    private static final Key HELLO = publish(Publishing.HELLO, USUAL_LOAD);

    private Bars() {}

    static List<Bar> all() {
        return Stream.of(publishing(), consuming(), calling(), copying(), starting())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Bar> publishing() {
        Key plain = publish(Publishing.plain("quorum", ""), USUAL_LOAD);
        return List.of(
                Bar.atLeast(
                        0.40, "publish / bare HTTP", HELLO, publish(Publishing.FLOOR, USUAL_LOAD)),
                Bar.atLeast(
                        0.65,
                        "publish / PerfTest, 64 unconfirmed",
                        HELLO,
                        publish(Publishing.PERF_TEST + ", quorum", USUAL_LOAD)),
                Bar.atLeast(
                        3,
                        "publish / plain Spring, confirmed",
                        HELLO,
                        publish(Publishing.plain("quorum", ", confirmed"), USUAL_LOAD)),
                Bar.atLeast(1.25, "publish / plain Spring, unconfirmed", HELLO, plain),
                Bar.atMost(
                        0.25, Metric.P99, "publish, p99 / plain Spring, unconfirmed", HELLO, plain),
                Bar.atLeast(
                        1.25,
                        "publish / plain Spring, unconfirmed, classic",
                        HELLO,
                        publish(Publishing.plain("classic", ""), USUAL_LOAD)),
                Bar.atLeast(
                        1,
                        "publish and consume / plain Spring",
                        publish(Publishing.HELLO_CONSUMING, USUAL_LOAD),
                        publish(Publishing.plain("quorum", ", with its consumer"), USUAL_LOAD)),
                Bar.atLeast(
                        0.9,
                        "publish / raw client, one connection",
                        publish(Publishing.HELLO, 1),
                        publish(Publishing.RAW, 1)));
    }

    private static List<Bar> consuming() {
        return List.of(
                Bar.atLeast(
                        1, "drain / raw client", consume(Consuming.HELLO), consume(Consuming.RAW)));
    }

    private static List<Bar> calling() {
        return List.of(
                Bar.atLeast(
                        1,
                        "calls / plain Spring, 64 callers",
                        call(Calling.RPC, USUAL_LOAD),
                        call(Calling.PLAIN, USUAL_LOAD)),
                Bar.atMost(
                        1,
                        Metric.P99,
                        "calls, p99 / plain Spring, 64 callers",
                        call(Calling.RPC, USUAL_LOAD),
                        call(Calling.PLAIN, USUAL_LOAD)),
                Bar.atLeast(
                        1,
                        "calls / plain Spring, one caller",
                        call(Calling.RPC, 1),
                        call(Calling.PLAIN, 1)),
                Bar.atMost(
                        1,
                        Metric.P99,
                        "calls, p99 / plain Spring, one caller",
                        call(Calling.RPC, 1),
                        call(Calling.PLAIN, 1)));
    }

    private static List<Bar> copying() {
        return List.of(
                Bar.atLeast(
                        0.8,
                        "copies to 100 subscribers / PerfTest",
                        new Key("fanout", Copying.PUBSUB, Copying.SUBSCRIBERS),
                        new Key("fanout", Copying.PERF_TEST, Copying.SUBSCRIBERS)));
    }

    private static List<Bar> starting() {
        return List.of(
                Bar.atMost(
                        0.36,
                        Metric.START,
                        "start to first answer / plain jar",
                        new Key("startup", Starting.LAUNCHER, 1),
                        new Key("startup", Starting.JAR, 1)));
    }

    private static Key publish(String subject, int load) {
        return new Key("publish", subject, load);
    }

    private static Key consume(String subject) {
        return new Key("consume", subject, Consuming.LOAD);
    }

    private static Key call(String subject, int load) {
        return new Key("rpc", subject, load);
    }
}
