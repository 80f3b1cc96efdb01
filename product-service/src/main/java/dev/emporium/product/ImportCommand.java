package dev.emporium.product;

import dev.emporium.platform.Json;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.service.DatabaseCommand;
import dev.emporium.platform.service.ProgressBar;
import dev.emporium.product.search.control.Listings;
import dev.emporium.product.search.entity.ListingRepository;
import dev.emporium.product.stock.control.BackInStock;
import dev.emporium.product.stock.control.LowStock;
import dev.emporium.product.stock.control.StockKeeping;
import dev.emporium.product.stock.entity.StockRepository;
import dev.emporium.product.stock.entity.WatcherRepository;
import dev.emporium.product.transfer.boundary.FileFormats;
import dev.emporium.product.transfer.control.Importer;
import dev.emporium.product.transfer.control.Imports;
import dev.emporium.product.transfer.entity.Import;
import dev.emporium.product.transfer.entity.ImportRepository;
import dev.emporium.product.transfer.entity.ImportStatus;
import dev.emporium.product.transfer.entity.TransferFormat;
import io.dropwizard.core.setup.Bootstrap;
import jakarta.validation.Validator;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.jdbi.v3.core.Jdbi;

/**
 * {@code import FILE}: as {@code POST /products/imports} takes it, kept in the database and read from there, by this process or
 * by the service, whichever comes first. Who is interrupted leaves the rest to the service.
 */
final class ImportCommand extends FileCommand {
    /** In the audit trail: nobody who has signed in. */
    private static final Actor OPERATOR = new Actor(new UUID(0, 0), "127.0.0.1");

    private static final int BEGINNING = 64 << 10;
    private static final int FAULTS = 100;
    private static final long LOOK_MS = 200;

    ImportCommand() {
        super("import", "takes products from a file");
    }

    @Override
    public void configure(Subparser parser) {
        parser.addArgument("--currency").setDefault("EUR").help("of prices that do not say theirs");
        parser.addArgument("--dry-run").action(Arguments.storeTrue()).help("look at everything and keep nothing");
        super.configure(parser);
    }

    @Override
    protected void run(
            Bootstrap<ProductConfiguration> bootstrap, Namespace namespace, ProductConfiguration configuration)
            throws Exception {
        Path path = path(namespace);
        TransferFormat given = format(namespace);
        Imports.Terms terms = new Imports.Terms(
                given == null ? ofTable(path) : given,
                namespace.getString("currency"),
                namespace.getBoolean("dry_run"));
        Validator validator = bootstrap.getValidatorFactory().getValidator();
        DatabaseCommand.withDatabase(
                configuration, getName(), (jdbi, same) -> take(jdbi, same, validator, path, terms));
    }

    private static TransferFormat ofTable(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            return FileFormats.ofTable(file.readNBytes(BEGINNING));
        }
    }

    private static void take(
            Jdbi jdbi, ProductConfiguration configuration, Validator validator, Path path, Imports.Terms terms)
            throws IOException, InterruptedException {
        ImportRepository files = new ImportRepository();
        Imports imports = new Imports(jdbi, files, new Idempotency(Json.mapper()), new AuditTrail(jdbi), () -> {});
        UUID importId = keep(imports, path, terms);
        Outbox outbox = new Outbox("product-service", Json.mapper(), Clock.systemUTC(), () -> {});
        Listings listings = new Listings(new ListingRepository(Json.mapper()));
        Importer importer = new Importer(
                jdbi,
                files,
                ProductService.intake(Json.mapper(), stock(jdbi, configuration, outbox, listings), listings, outbox),
                ProductService.formats(Json.mapper(), validator));
        report(imports, importId, finish(imports, importer, importId, lines(path)));
    }

    private static UUID keep(Imports imports, Path path, Imports.Terms terms) throws IOException {
        UUID[] importId = new UUID[1];
        IdempotentRequest request = new IdempotentRequest("operator", null, null, new byte[0], new byte[0]);
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
            imports.take(request, terms, file, OPERATOR, work -> {
                importId[0] = work.importId();
                return new Answer(202, Map.of(), "{}");
            });
        }
        return importId[0];
    }

    private static StockKeeping stock(Jdbi jdbi, ProductConfiguration configuration, Outbox outbox, Listings listings) {
        StockRepository stock = new StockRepository();
        return new StockKeeping(
                jdbi,
                stock,
                new Idempotency(Json.mapper()),
                new AuditTrail(jdbi),
                new LowStock(stock, outbox, configuration.lowStockThreshold()),
                listings,
                new BackInStock(new WatcherRepository(), outbox),
                // what the service shows from memory it looks at again within a second
                productIds -> {});
    }

    private static long lines(Path path) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path), BEGINNING)) {
            byte[] bytes = new byte[BEGINNING];
            long lines = 0;
            for (int read = file.read(bytes); read >= 0; read = file.read(bytes)) {
                for (int i = 0; i < read; i++) {
                    lines += bytes[i] == '\n' ? 1 : 0;
                }
            }
            return lines;
        }
    }

    private static Import finish(Imports imports, Importer importer, UUID importId, long lines)
            throws InterruptedException {
        ProgressBar bar = new ProgressBar("lines read");
        // one after the other, whosever they are
        importer.start();
        Import work = imports.read(importId);
        while (work.finishedAt() == null) {
            if (importer.worker().isDead()) {
                throw new IllegalStateException("It ended here; the service goes on with what is left");
            }
            bar.show(work.progress().line(), lines);
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            work = imports.read(importId);
        }
        importer.stop();
        bar.show(work.progress().line(), work.progress().line());
        bar.end();
        return work;
    }

    private static void report(Imports imports, UUID importId, Import work) {
        imports.faults(importId, null, FAULTS)
                .items()
                .forEach(fault -> System.out.printf("line %d, %s %s%n", fault.line(), fault.field(), fault.reason()));
        Import.Progress progress = work.progress();
        System.out.printf(
                "%d created, %d updated, %d unchanged, %d with faults%s%n",
                progress.created(),
                progress.updated(),
                progress.unchanged(),
                progress.failed(),
                work.dryRun() ? "; nothing was kept" : "");
        if (work.status() == ImportStatus.FAILED) {
            throw new IllegalArgumentException(work.reason());
        }
        if (progress.failed() > 0) {
            throw new IllegalArgumentException(progress.failed() + " products were not taken");
        }
    }
}
