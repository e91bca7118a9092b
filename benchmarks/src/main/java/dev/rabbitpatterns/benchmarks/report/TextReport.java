package dev.rabbitpatterns.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables in Markdown, aligned so that they are readable as plain text. */
public final class TextReport {

    private final Results results;
    private final List<Bar> bars;

    /** Reports these results and the ratios that these bars want. */
    public TextReport(Results results, List<Bar> bars) {
        this.results = results;
        this.bars = bars;
    }

    /** All measurements, followed by the ratios. */
    public String text() {
        StringBuilder text = new StringBuilder();
        Set<String> parts =
                results.keys().stream()
                        .map(Key::part)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String part : parts) {
            text.append("\n## ").append(part).append("\n\n").append(table(measured(part)));
        }
        List<List<String>> ratios = ratios();
        if (ratios.size() > 1) {
            text.append("\n## ratios\n\n").append(table(ratios));
        }
        return text.toString();
    }

    private List<List<String>> measured(String part) {
        List<Key> keys = results.keys().stream().filter(key -> key.part().equals(part)).toList();
        List<Metric> metrics =
                Arrays.stream(Metric.values())
                        .filter(metric ->
                                keys.stream()
                                        .anyMatch(key -> results.spread(key, metric).isPresent()))
                        .toList();
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("who", "load", metrics.stream().map(Metric::title).toList()));
        for (Key key : keys) {
            rows.add(
                    row(
                            key.subject(),
                            Integer.toString(key.load()),
                            metrics.stream().map(metric -> cell(key, metric)).toList()));
        }
        return rows;
    }

    private String cell(Key key, Metric metric) {
        return results.spread(key, metric).map(spread -> spread.format(metric)).orElse("n/a");
    }

    private static List<String> row(String first, String second, List<String> others) {
        List<String> row = new ArrayList<>(List.of(first, second));
        row.addAll(others);
        return row;
    }

    private List<List<String>> ratios() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ratio", "wanted", "measured", ""));
        for (Bar bar : bars) {
            bar.ratio(results)
                    .ifPresent(ratio ->
                            rows.add(
                                    List.of(
                                            bar.title(),
                                            bar.target(),
                                            ratio.format("%.2f"::formatted),
                                            bar.isMet(ratio) ? "met" : "not met")));
        }
        return rows;
    }

    /** The first row is the header. */
    private static String table(List<List<String>> rows) {
        int[] widths = widths(rows);
        List<String> header = rows.getFirst();
        StringBuilder text = new StringBuilder(line(header, widths));
        text.append(line(header.stream().map(cell -> "---").toList(), widths));
        rows.stream().skip(1).forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            line.append(' ')
                    .append(cell)
                    .append(" ".repeat(widths[i] - cell.length()))
                    .append(" |");
        }
        return line.append('\n').toString();
    }
}
