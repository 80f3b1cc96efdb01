package dev.emporium.standalone;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the user asks for. It stands on the JDK alone, see {@link #main}.
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
        TRACE
    }

    /** What is said with two dashes. */
    enum Option {
        FRESH,
        DETACH,
        LOGS,
        OBSERVABILITY,
        TRACING,
        /** By Elasticsearch. */
        SEARCH,
        FOLLOW;

        String word() {
            return "--" + name().toLowerCase(java.util.Locale.ROOT);
        }

        /** All that is said for it. */
        List<String> words() {
            return this == SEARCH ? List.of(word(), ELASTICSEARCH) : List.of(word());
        }
    }

    private static final String ELASTICSEARCH = "elasticsearch";

    CommandLine {
        options = Set.copyOf(options);
    }

    /** Before anything is built for it, this source itself is run by {@code run.sh}: 2 when it is not understood. */
    public static void main(String[] arguments) {
        try {
            parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; see " + System.getProperty("emporium.call") + " --help");
            System.exit(2);
        }
    }

    /** @throws IllegalArgumentException with what is not understood */
    static CommandLine parse(List<String> arguments) {
        boolean starts = arguments.isEmpty() || arguments.get(0).startsWith("-");
        String first = starts ? "start" : arguments.get(0);
        List<String> rest = new ArrayList<>(starts ? arguments : arguments.subList(1, arguments.size()));
        CommandLine command =
                switch (first) {
                    case "start" -> new CommandLine(Action.START, starting(rest), null, null);
                    case "stop" -> new CommandLine(Action.STOP, Set.of(), null, null);
                    case "status" -> new CommandLine(Action.STATUS, Set.of(), null, null);
                    case "logs" -> logs(rest);
                    case "trace" -> new CommandLine(Action.TRACE, Set.of(), null, request(rest));
                    default -> throw new IllegalArgumentException("There is no command " + first);
                };
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("\"" + first + "\" does not take " + rest.get(0));
        }
        return command;
    }

    boolean has(Option option) {
        return options.contains(option);
    }

    /** Who wants to see everything wants to see the logs. */
    private static Set<Option> starting(List<String> words) {
        Set<Option> options =
                take(words, Option.FRESH, Option.DETACH, Option.LOGS, Option.OBSERVABILITY, Option.TRACING);
        if (options.contains(Option.OBSERVABILITY)) {
            options.add(Option.LOGS);
        }
        int search = words.indexOf(Option.SEARCH.word());
        if (search >= 0) {
            List<String> said = words.subList(search, Math.min(search + 2, words.size()));
            if (!said.equals(Option.SEARCH.words())) {
                throw new IllegalArgumentException("--search takes elasticsearch; without it PostgreSQL searches");
            }
            said.clear();
            options.add(Option.SEARCH);
        }
        return options;
    }

    private static CommandLine logs(List<String> words) {
        if (words.contains("--request")) {
            return new CommandLine(Action.LOGS, Set.of(), null, request(words));
        }
        Set<Option> options = take(words, Option.FOLLOW);
        boolean names = !words.isEmpty() && !words.get(0).startsWith("-");
        return new CommandLine(Action.LOGS, options, names ? words.remove(0) : null, null);
    }

    /** Removes what names a request, and returns its id. */
    private static String request(List<String> words) {
        boolean names = words.remove("--request");
        if (!names || words.isEmpty() || words.get(0).startsWith("-")) {
            throw new IllegalArgumentException("--request needs the id of a request");
        }
        return words.remove(0);
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
