package dev.emporium.platform.service;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.util.JarLocation;
import java.io.PrintWriter;
import java.io.Writer;

/** Keeps commands from printing stack traces: the service says itself, in one line, why it gives up. */
final class QuietCli extends Cli {
    QuietCli(JarLocation location, Bootstrap<?> bootstrap) {
        super(location, bootstrap, System.out, System.err);
    }

    @Override
    public PrintWriter getStdErr() {
        return new PrintWriter(Writer.nullWriter());
    }
}
