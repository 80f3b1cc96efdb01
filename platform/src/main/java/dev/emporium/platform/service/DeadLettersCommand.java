package dev.emporium.platform.service;

import dev.emporium.platform.messaging.DeadLetterOffice;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import java.io.PrintStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import net.sourceforge.argparse4j.inf.Argument;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/** {@code dead-letters list | show | send}: what operators do with messages that could never be applied. */
final class DeadLettersCommand<C extends ServiceConfiguration> extends ConfiguredCommand<C> {
    private final String service;
    private final Class<C> configurationClass;
    private final String configuration;
    private final PrintStream out;

    /** @param configuration what is read when no file is named */
    DeadLettersCommand(String service, Class<C> configurationClass, String configuration, PrintStream out) {
        super("dead-letters", "Shows the messages that could never be applied, and sends them again");
        this.service = service;
        this.configurationClass = configurationClass;
        this.configuration = configuration;
        this.out = out;
    }

    @Override
    protected Class<C> getConfigurationClass() {
        return configurationClass;
    }

    @Override
    public void configure(Subparser parser) {
        parser.addArgument("action")
                .choices("list", "show", "send")
                .help("list: a line for each. show: all that each holds. send: to where it came from, byte for byte");
        super.configure(parser);
        option(parser, "topic", "only those that came by this topic, such as order.events");
        option(parser, "reason", "only those whose reason begins like this, such as JsonParse");
        option(parser, "since", "only those put aside at this time or later, such as 2026-11-26T06:00:00Z");
        option(parser, "until", "only those put aside before this time");
        option(parser, "id", "only the one with this number in the list, such as 0:17");
    }

    private static void option(Subparser parser, String name, String help) {
        parser.addArgument("--" + name).help(help);
    }

    @Override
    protected Argument addFileArgument(Subparser parser) {
        return super.addFileArgument(parser).setDefault(configuration);
    }

    @Override
    protected void run(Bootstrap<C> bootstrap, Namespace namespace, C read) {
        DeadLetterOffice office = new DeadLetterOffice(read.getKafka().bootstrapServers(), service, out);
        DeadLetterOffice.Wanted wanted = new DeadLetterOffice.Wanted(
                namespace.getString("topic"),
                namespace.getString("reason"),
                time(namespace, "since"),
                time(namespace, "until"),
                namespace.getString("id"));
        switch (namespace.getString("action")) {
            case "list" -> office.list(wanted);
            case "show" -> office.show(wanted);
            default -> office.send(wanted);
        }
    }

    private static Instant time(Namespace namespace, String option) {
        String given = namespace.getString(option);
        try {
            return given == null ? null : Instant.parse(given);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--" + option + " is not a time such as 2026-11-26T06:00:00Z: " + given, e);
        }
    }
}
