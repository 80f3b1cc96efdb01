package dev.emporium.product;

import dev.emporium.platform.service.EmporiumService;
import dev.emporium.product.transfer.entity.TransferFormat;
import io.dropwizard.core.cli.ConfiguredCommand;
import java.nio.file.Path;
import java.util.Locale;
import net.sourceforge.argparse4j.inf.Argument;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/** What the commands have in common that take the catalogue from a file, or write it to one. */
abstract class FileCommand extends ConfiguredCommand<ProductConfiguration> {
    FileCommand(String name, String description) {
        super(name, description);
    }

    @Override
    protected Class<ProductConfiguration> getConfigurationClass() {
        return ProductConfiguration.class;
    }

    @Override
    public void configure(Subparser parser) {
        parser.addArgument("path").help("the file: .csv, or .ndjson, a product on each line");
        parser.addArgument("--format")
                .choices("shopify", "woocommerce", "ndjson")
                .help("whatever the file's name says");
        super.configure(parser);
    }

    @Override
    protected Argument addFileArgument(Subparser parser) {
        return super.addFileArgument(parser).setDefault(EmporiumService.CONFIGURATION);
    }

    static Path path(Namespace namespace) {
        return Path.of(namespace.getString("path"));
    }

    /** @return null for a table of which the name does not say whose it is */
    static TransferFormat format(Namespace namespace) {
        String given = namespace.getString("format");
        if (given != null) {
            return TransferFormat.valueOf(given.toUpperCase(Locale.ROOT));
        }
        String name = namespace.getString("path").toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return null;
        }
        if (name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
            return TransferFormat.NDJSON;
        }
        throw new IllegalArgumentException("The name does not say what is in the file: use --format");
    }
}
