import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Gives a text of one service the names of another. A word such as "topic" is a name in some places and a word in others, so each
 * rule says where it is a name.
 */
final class Renaming {

    private record Rule(Pattern where, Function<MatchResult, String> to) {}

    private final List<Rule> everywhere = new ArrayList<>();
    private final List<Rule> inLists = new ArrayList<>();

    /**
     * @param classes the classes that begin with the old prefix
     * @param hasProperties whether the service's name is also the prefix of properties
     * @param kept what begins with such a prefix in the library, which keeps its names: the metric rpc.client.dropped
     * @param hasQueue whether it has a queue, with policies of its name, and not an exchange
     */
    Renaming(Named from, Named to, List<String> classes, boolean hasProperties, List<String> kept, boolean hasQueue) {
        String name = Pattern.quote(from.name());
        add("(?:(?<![\\w-])|(?<=rabbitmq-patterns-|:-))" + name + "(?=-(?:service|worker|development)\\b)", to.name());
        add("(?<![A-Z0-9_])" + from.constant() + "(?=_(?:PASSWORD|PORT|URL)\\b)", to.constant());
        add("(?<=dev[./]rabbitpatterns[./])" + from.packageName() + "\\b", to.packageName());
        for (String type : classes) {
            add("\\b" + type + "\\b", to.prefix() + type.substring(from.prefix().length()));
        }
        add("(?m)(?<=username: )" + name + "$", to.name());
        add("(?<=Starts the )" + from.name().replace('-', ' ') + "(?= service)", to.name().replace('-', ' '));
        if (hasQueue) {
            add("(?<=[\"`])" + name + "(?=[\"`]|\\\\[t\"])", to.name());
        }
        if (hasProperties) {
            String others = kept.stream().map(other -> "(?!" + Pattern.quote(other) + ")").collect(Collectors.joining());
            add("(?<![\\w./-])" + others + name + "(?=[.][a-z*])", to.name());
            add("(?<![A-Z0-9_])" + from.constant() + "(?=_[A-Z])", to.constant());
        }
        addDestination(from.destination(), to.destination());
        add("(?<![\\d.])" + from.port() + "(?!\\d)", Integer.toString(to.port()));
        String bare = "(?m)(?<=: |: \"|- |/|')" + name + "(?=$|\"|:/tls|-$|')";
        inLists.add(new Rule(Pattern.compile(bare), found -> to.name()));
    }

    /** "task_queue" is a name wherever it stands, but "logs" only in quotes, in a picture or in a regular expression. */
    private void addDestination(String from, String to) {
        String name = Pattern.quote(from);
        for (String rest : List.of("", "[.](?:dead|retry)[^\\s\\])]*")) {
            addToPictures("(?<=\\s)([(\\[] ?)" + name + "(" + rest + " ?[)\\]])( +)", to, from.length() - to.length());
        }
        if (from.matches("[a-z]+")) {
            add("(?<=[\"'`^|]|[\\s^|][(\\[] ?|queueName: )" + name + "(?=[\"'`$|(\\n]|\\\\\"| ?[)\\]])", to);
            add("(?<![\\w./-])" + name + "(?=[.](?:dead|retry))", to);
        } else {
            add("(?<![\\w-])" + name + "(?![\\w-])", to);
        }
    }

    /** After [ a queue ] or ( an exchange ), there are as many spaces more or less as its name is shorter or longer. */
    private void addToPictures(String where, String to, int more) {
        everywhere.add(new Rule(Pattern.compile(where), found ->
                found.group(1) + to + found.group(2) + " ".repeat(Math.max(1, found.group(3).length() + more))));
    }

    private void add(String where, String to) {
        everywhere.add(new Rule(Pattern.compile(where), found -> to));
    }

    /** A text of the service's own module, or the path of a file in it. */
    String of(String text) {
        return apply(everywhere, text);
    }

    /** An entry in a list of all services, where the service may also be called by its bare name. */
    String ofEntry(String text) {
        return apply(inLists, of(text));
    }

    private static String apply(List<Rule> rules, String text) {
        String renamed = text;
        for (Rule rule : rules) {
            renamed = rule.where().matcher(renamed).replaceAll(rule.to().andThen(Matcher::quoteReplacement));
        }
        return renamed;
    }
}
