package dev.emporium.product;

import dev.emporium.platform.Json;
import dev.emporium.platform.service.DatabaseCommand;
import dev.emporium.platform.service.ProgressBar;
import dev.emporium.product.catalogue.control.ProductWalk;
import dev.emporium.product.catalogue.entity.ProductRepository;
import dev.emporium.product.transfer.boundary.Exporter;
import dev.emporium.product.transfer.entity.TransferFormat;
import io.dropwizard.core.setup.Bootstrap;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;
import net.sourceforge.argparse4j.inf.Namespace;
import org.jdbi.v3.core.Jdbi;

/** {@code export FILE}: the whole catalogue, as {@code GET /products/exports} gives it; a file that is there is replaced at the end. */
final class ExportCommand extends FileCommand {
    ExportCommand() {
        super("export", "writes all products to a file");
    }

    @Override
    protected void run(
            Bootstrap<ProductConfiguration> bootstrap, Namespace namespace, ProductConfiguration configuration)
            throws Exception {
        TransferFormat given = format(namespace);
        TransferFormat format = given == null ? TransferFormat.SHOPIFY : given;
        DatabaseCommand.withDatabase(configuration, getName(), (jdbi, same) -> export(jdbi, format, path(namespace)));
    }

    private static void export(Jdbi jdbi, TransferFormat format, Path path) throws IOException {
        ProductWalk walk = new ProductWalk(jdbi, new ProductRepository(Json.mapper()));
        long all = walk.count();
        AtomicLong written = new AtomicLong();
        ProgressBar bar = new ProgressBar("products written");
        Path unfinished = path.resolveSibling(path.getFileName() + ".part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
            new Exporter(walk, Json.mapper()).export(format, out, () -> bar.show(written.incrementAndGet(), all));
        }
        Files.move(unfinished, path, StandardCopyOption.REPLACE_EXISTING);
        bar.end();
        System.out.printf("%d products in %s%n", written.get(), path);
    }
}
