package dev.emporium.standalone;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the user asks for.
 *
 * @param service the one whose log is wanted, null for all
 * @param request the one whose story is wanted, or null
 */
record CommandLine(Action action, Set<Option> options, String service, String request) {

    /** The commands of {@code run.sh}. */
    enum Action {
        START,
        STOP,
        STATUS,
        LOGS,
        HELP
    }

    /** What is said with two dashes. */
    enum Option {
        FRESH,
        DETACH,
        LOGS,
        FOLLOW;

        String word() {
            return "--" + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static final String USAGE =
            """
            Usage: ./run.sh [--fresh] [--detach] [--logs]   build if need be and start the platform; Ctrl-C stops it
                   ./run.sh stop                            stop it
                   ./run.sh status                          name, pid, port and state of each process
                   ./run.sh logs [name] [--follow]          print what it, or one of its processes, has written
                   ./run.sh logs --request ID               print what all services have written for one request

              --fresh    forget all data and start anew
              --detach   return once the platform is ready; on a running platform start what is missing
              --logs     start Elasticsearch too, and send it what the services write

            Environment: GATEWAY_PORT (8080), POSTGRES_PORT (25432), KAFKA_PORT (29092), KAFKA_CONTROLLER_PORT (29093),
              PRODUCT_SERVICE_PORT (8001), PRODUCT_SERVICE_ADMIN_PORT (1000 higher) and so on for each service,
              with --logs ELASTICSEARCH_PORT (9200), FLUENTD_PORT (24224),
              EMPORIUM_DATA (.data), LOG_FORMAT (json or text),
              SERVICE_JAVA_OPTS (-Xms32m -Xmx192m -XX:TieredStopAtLevel=1; without the last, faster under load)
            """;

    CommandLine {
        options = Set.copyOf(options);
    }

    /** Empty for what is not understood. */
    static Optional<CommandLine> parse(List<String> arguments) {
        boolean starts = arguments.isEmpty() || arguments.get(0).startsWith("-");
        String first = starts ? "start" : arguments.get(0);
        List<String> rest = starts ? arguments : arguments.subList(1, arguments.size());
        if (first.equals("start") && (rest.equals(List.of("--help")) || rest.equals(List.of("-h")))) {
            return Optional.of(of(Action.HELP));
        }
        return Optional.ofNullable(
                switch (first) {
                    case "start" -> start(rest);
                    case "stop" -> rest.isEmpty() ? of(Action.STOP) : null;
                    case "status" -> rest.isEmpty() ? of(Action.STATUS) : null;
                    case "logs" -> logs(rest);
                    case "help" -> rest.isEmpty() ? of(Action.HELP) : null;
                    default -> null;
                });
    }

    boolean has(Option option) {
        return options.contains(option);
    }

    private static CommandLine of(Action action) {
        return new CommandLine(action, Set.of(), null, null);
    }

    private static CommandLine start(List<String> words) {
        List<String> left = new ArrayList<>(words);
        Set<Option> options = take(left, Option.FRESH, Option.DETACH, Option.LOGS);
        return left.isEmpty() ? new CommandLine(Action.START, options, null, null) : null;
    }

    private static CommandLine logs(List<String> words) {
        if (words.size() == 2 && words.get(0).equals("--request")) {
            return new CommandLine(Action.LOGS, Set.of(), null, words.get(1));
        }
        List<String> left = new ArrayList<>(words);
        Set<Option> options = take(left, Option.FOLLOW);
        boolean names = left.size() <= 1 && left.stream().noneMatch(word -> word.startsWith("-"));
        return names ? new CommandLine(Action.LOGS, options, left.isEmpty() ? null : left.get(0), null) : null;
    }

    /** Removes the words of these options and returns those that were there. */
    private static Set<Option> take(List<String> words, Option... known) {
        Set<Option> taken = EnumSet.noneOf(Option.class);
        for (Option option : known) {
            if (words.removeIf(word -> word.equals(option.word()))) {
                taken.add(option);
            }
        }
        return taken;
    }
}
