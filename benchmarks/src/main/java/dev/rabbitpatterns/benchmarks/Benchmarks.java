package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Results;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes the requested measurements in one run, and reports them. The exit code is 0 unless
 * something failed, however slow it was.
 */
public final class Benchmarks {

    private Benchmarks() {}

    static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Options options = options(arguments);
        Broker broker = Broker.fromEnvironment();
        boolean worked;
        try (Queues queues = new Queues(broker.connectionFactory())) {
            Console.say("Using " + queues.product());
            Guard.check(queues);
            Results results = measure(options, broker, queues);
            Guard.cleanUp(queues);
            worked = Reports.write(options, queues.product(), results);
        }
        System.exit(worked ? 0 : 1);
    }

    private static Options options(String[] arguments) {
        try {
            return Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    private static Results measure(Options options, Broker broker, Queues queues) {
        Results results = new Results();
        CpuClock brokerCpu = BrokerCpu.fromEnvironment(System.getenv());
        Context context = new Context(options, broker, brokerCpu, queues, results);
        try (Programs programs = new Programs()) {
            parts(context, programs).forEach((name, part) -> attempt(name, part, results));
        }
        return results;
    }

    private static Map<String, Part> parts(Context context, Programs programs) {
        Map<String, Part> all = new LinkedHashMap<>();
        all.put("publish", new Publishing(context, programs));
        all.put("consume", new Consuming(context, programs));
        all.put("rpc", new Calling(context, programs));
        all.put("fanout", new Copying(context, programs));
        all.put("startup", new Starting(context));
        all.keySet().retainAll(context.options().parts());
        return all;
    }

    private static void attempt(String name, Part part, Results results) {
        try {
            part.run();
        } catch (Exception e) {
            Console.say("FAILED " + name + ": " + e);
            results.addFailure(name + ": " + e);
        }
    }
}
