package dev.emporium.standalone;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the user asks for.
 *
 * @param service the one whose log is wanted, null for all
 */
record CommandLine(Action action, String service, boolean fresh, boolean detach, boolean follow) {

    /** The commands of {@code run.sh}. */
    enum Action {
        START,
        STOP,
        STATUS,
        LOGS,
        HELP
    }

    static final String USAGE =
            """
            Usage: ./run.sh [--fresh] [--detach]     build if need be and start the platform; Ctrl-C stops it
                   ./run.sh stop                     stop it
                   ./run.sh status                   name, pid, port and state of each process
                   ./run.sh logs [name] [--follow]   print what it, or one of its processes, has written

              --fresh    forget all data and start anew
              --detach   return once the platform is ready; on a running platform start what is missing

            Environment: GATEWAY_PORT (8080), POSTGRES_PORT (25432), KAFKA_PORT (29092), KAFKA_CONTROLLER_PORT (29093),
              PRODUCT_SERVICE_PORT (8001), PRODUCT_SERVICE_ADMIN_PORT (1000 higher) and so on for each service,
              EMPORIUM_DATA (.data), LOG_FORMAT (json or text),
              SERVICE_JAVA_OPTS (-Xms32m -Xmx192m -XX:TieredStopAtLevel=1; without the last, faster under load)
            """;

    /** Empty for what is not understood. */
    static Optional<CommandLine> parse(List<String> arguments) {
        String first = arguments.isEmpty() || arguments.get(0).startsWith("-") ? "start" : arguments.get(0);
        List<String> rest = arguments.isEmpty() || arguments.get(0).startsWith("-")
                ? arguments
                : arguments.subList(1, arguments.size());
        return Optional.ofNullable(
                switch (first) {
                    case "start" -> start(rest);
                    case "stop" -> bare(Action.STOP, rest);
                    case "status" -> bare(Action.STATUS, rest);
                    case "logs" -> logs(rest);
                    case "help" -> bare(Action.HELP, rest);
                    default -> null;
                });
    }

    private static CommandLine start(List<String> options) {
        if (options.equals(List.of("--help")) || options.equals(List.of("-h"))) {
            return new CommandLine(Action.HELP, null, false, false, false);
        }
        return List.of("--fresh", "--detach").containsAll(options)
                ? new CommandLine(Action.START, null, options.contains("--fresh"), options.contains("--detach"), false)
                : null;
    }

    private static CommandLine bare(Action action, List<String> rest) {
        return rest.isEmpty() ? new CommandLine(action, null, false, false, false) : null;
    }

    private static CommandLine logs(List<String> rest) {
        List<String> names =
                rest.stream().filter(word -> !Objects.equals(word, "--follow")).toList();
        if (names.size() > 1 || names.stream().anyMatch(name -> name.startsWith("-"))) {
            return null;
        }
        return new CommandLine(
                Action.LOGS, names.isEmpty() ? null : names.get(0), false, false, rest.contains("--follow"));
    }
}
