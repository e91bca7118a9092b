package dev.rabbitpatterns.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Bars with their spread, a panel for each part at each load. */
public final class SvgChart {

    private static final int WIDTH = 900;
    private static final int LABELS = 270;
    private static final int BARS = 440;
    private static final int ROW = 24;
    private static final int PANEL_HEADER = 44;

    private final Results results;
    private final StringBuilder svg = new StringBuilder();
    private int y = 20;

    private record Panel(String part, int load, Metric metric) {}

    private record Line(String label, Spread spread) {}

    private SvgChart(Results results) {
        this.results = results;
    }

    /** Draws a self-contained image with a background of its own. */
    public static String of(Results results, String title) {
        return new SvgChart(results).draw(title);
    }

    private String draw(String title) {
        text(16, y + 4, "font-weight=\"bold\" font-size=\"16\"", title);
        y += 20;
        panels().forEach(this::panel);
        return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
        font-family="sans-serif" font-size="13" role="img">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        """
                        .formatted(WIDTH, y + 20, WIDTH, y + 20)
                + svg
                + "</svg>\n";
    }

    private Set<Panel> panels() {
        return results.keys().stream()
                .map(key ->
                        new Panel(
                                key.part(),
                                key.load(),
                                results.rounds(key, Metric.RATE).isEmpty()
                                        ? Metric.START
                                        : Metric.RATE))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void panel(Panel panel) {
        List<Line> lines = new ArrayList<>();
        for (Key key : results.keys()) {
            if (key.part().equals(panel.part()) && key.load() == panel.load()) {
                results.spread(key, panel.metric())
                        .ifPresent(spread -> lines.add(new Line(key.subject(), spread)));
            }
        }
        double most = lines.stream().mapToDouble(line -> line.spread().max()).max().orElse(1);
        String load = hasSeveralLoads(panel.part()) ? ", load " + panel.load() : "";
        text(
                16,
                y + 26,
                "font-weight=\"bold\"",
                panel.part() + load + ": " + panel.metric().title());
        y += PANEL_HEADER;
        lines.forEach(line -> bar(line, BARS / most, panel.metric()));
    }

    private boolean hasSeveralLoads(String part) {
        return results.keys().stream()
                        .filter(key -> key.part().equals(part))
                        .mapToInt(Key::load)
                        .distinct()
                        .count()
                > 1;
    }

    private void bar(Line line, double scale, Metric metric) {
        double median = line.spread().median() * scale;
        double min = LABELS + line.spread().min() * scale;
        double max = LABELS + line.spread().max() * scale;
        String colour = line.label().contains("-service") ? "#b34700" : "#8a9bb0";
        text(LABELS - 8, y + 11, "text-anchor=\"end\"", line.label());
        svg.append(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"15\" fill=\"%s\"/>\n"
                        .formatted(LABELS, y - 1, median, colour));
        svg.append(
                "<path d=\"M%.1f %d H%.1f M%.1f %d v6 M%.1f %d v6\" stroke=\"#1b1b1b\"/>\n"
                        .formatted(min, y + 6, max, min, y + 3, max, y + 3));
        text((int) Math.max(max, LABELS + median) + 8, y + 11, "", line.spread().format(metric));
        y += ROW;
    }

    private void text(int x, int baseline, String attributes, String text) {
        svg.append(
                "<text x=\"%d\" y=\"%d\" fill=\"#1b1b1b\" %s>%s</text>\n"
                        .formatted(x, baseline, attributes, escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
