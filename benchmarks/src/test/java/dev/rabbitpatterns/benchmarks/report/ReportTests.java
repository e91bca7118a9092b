package dev.rabbitpatterns.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTests {

    private static final Key OURS = new Key("publish", "hello-service", 64);
    private static final Key OTHER = new Key("publish", "plain <Spring> & more", 64);

    private final Results results = new Results();

    @Test
    void theMedianOfAnEvenCountIsBetweenTheTwoMiddleValues() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        measured(OURS, 100, 20, 300);
        measured(OTHER, 50, 10, 100);
        Spread ratio = results.ratio(OURS, OTHER, Metric.RATE).orElseThrow();
        assertThat(ratio.median()).isCloseTo(2, within(1e-9));
        assertThat(ratio.max()).isCloseTo(3, within(1e-9));
    }

    @Test
    void thereIsNoRatioUnlessBothWereMeasured() {
        measured(OURS, 100);
        assertThat(results.ratio(OURS, OTHER, Metric.RATE)).isEmpty();
    }

    @Test
    void aBarIsMetAtItsTargetAndMissedBeyondIt() {
        Spread two = new Spread(2, 1, 3);
        assertThat(Bar.atLeast(2, "", OURS, OTHER).isMet(two)).isTrue();
        assertThat(Bar.atLeast(2.1, "", OURS, OTHER).isMet(two)).isFalse();
        assertThat(Bar.atMost(2, Metric.P99, "", OURS, OTHER).isMet(two)).isTrue();
        assertThat(Bar.atMost(1.9, Metric.P99, "", OURS, OTHER).isMet(two)).isFalse();
    }

    @Test
    void anImpossibleRatioIsNotSane() {
        Bar bar = Bar.atLeast(1, "", OURS, OTHER);
        assertThat(bar.isSane(new Spread(1, 1, 1))).isTrue();
        assertThat(bar.isSane(new Spread(0.001, 0.001, 0.001))).isFalse();
        assertThat(bar.isSane(new Spread(1000, 1000, 1000))).isFalse();
    }

    @Test
    void theTextShowsMediansSpreadsAndWhichBarsAreMet() {
        measured(OURS, 100, 120, 110);
        measured(OTHER, 50, 60, 55);
        String text = new TextReport(results, List.of(bar())).text();
        assertThat(text)
                .contains("| hello-service ", "| 110 (100..120) ", "| ours / other ", "| 2.00 ")
                .contains("| met ");
    }

    @Test
    void theChartIsWellFormedAndNamesEverySubject()
            throws ParserConfigurationException, IOException, SAXException {
        measured(OURS, 100, 120, 110);
        measured(OTHER, 50, 60, 55);
        String svg = SvgChart.of(results, "RabbitMQ & others");
        String text =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getDocumentElement()
                        .getTextContent();
        assertThat(text).contains("RabbitMQ & others", "plain <Spring> & more", "110 (100..120)");
    }

    @Test
    void theJsonContainsEveryRound() {
        measured(OURS, 100, 120);
        measured(OTHER, 50, 60);
        results.addFailure("something");
        JsonNode json =
                new JsonMapper()
                        .readTree(JsonReport.of(Map.of("rounds", 2), results, List.of(bar())));
        assertThat(json.at("/conditions/rounds").asInt()).isEqualTo(2);
        assertThat(json.at("/measurements/0/per second/1").asDouble()).isEqualTo(120);
        assertThat(json.at("/ratios/0/met").asBoolean()).isTrue();
        assertThat(json.at("/failures/0").asString()).isEqualTo("something");
    }

    private static Bar bar() {
        return Bar.atLeast(1.5, "ours / other", OURS, OTHER);
    }

    private void measured(Key key, double... rates) {
        for (double rate : rates) {
            results.add(key, Map.of(Metric.RATE, rate));
        }
    }
}
