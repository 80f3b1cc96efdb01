package dev.emporium.product.transfer.control;

import com.google.common.base.Throwables;
import com.google.common.hash.Hashing;
import dev.emporium.platform.Background;
import dev.emporium.platform.Failures;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Tracing;
import dev.emporium.platform.Transience;
import dev.emporium.platform.Worker;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.product.catalogue.control.ProductEntry;
import dev.emporium.product.catalogue.control.ProductIntake;
import dev.emporium.product.catalogue.control.ProductIntake.Outcome;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.transfer.control.ProductFile.Entry;
import dev.emporium.product.transfer.entity.Import;
import dev.emporium.product.transfer.entity.ImportRepository;
import dev.emporium.product.transfer.entity.LineFault;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files of products into the catalogue, one after the other, in batches: each in one transaction with the note how
 * far the file was read. Whoever dies in the middle leaves an import that another one goes on with at the last committed batch,
 * once the lease has run out; whoever only seems to have died finds at its next commit that somebody else has gone on.
 */
public final class Importer implements Background {
    private static final Logger LOGGER = LoggerFactory.getLogger(Importer.class);
    private static final int BATCH = 1_000;
    /** Of the texts of a batch: of long descriptions fewer are in memory at a time. */
    private static final int BATCH_CHARACTERS = 2_000_000;
    /** So many entries of a file that was read to somewhere are passed over without asking whether one still has it. */
    private static final int UNASKED = 500;

    /** So often somebody may begin with a file and end without coming any further: it may be the file that ends them. */
    private static final int MOST_BEGINNINGS = 5;

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration BROKEN = Duration.ofHours(6);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** Of the faults of an import so many entries' are kept, and all are counted. */
    private static final long MOST_FAULTS = 10_000;

    /** Of one entry. */
    private static final int FAULTS_EACH = 20;

    private final UUID self = UUID.randomUUID();
    private final Jdbi jdbi;
    private final ImportRepository imports;
    private final ProductIntake intake;
    private final ProductFormats formats;
    private final Semaphore news = new Semaphore(0);
    private final Worker worker = new Worker("importer", this::round, this::wake);

    public Importer(Jdbi jdbi, ImportRepository imports, ProductIntake intake, ProductFormats formats) {
        this.jdbi = jdbi;
        this.imports = imports;
        this.intake = intake;
        this.formats = formats;
    }

    @Override
    public Worker worker() {
        return worker;
    }

    /** There is something to do. */
    public void wake() {
        news.release();
    }

    private void round(Worker thread) throws InterruptedException {
        news.drainPermits();
        if (!next(thread::isStopping)) {
            jdbi.useHandle(handle -> imports.expire(handle, KEPT, BROKEN));
            news.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Does the first import that waits, as far as it comes.
     *
     * @param stopping whether the rest is left for later
     * @return whether there was one
     */
    public boolean next(BooleanSupplier stopping) {
        Optional<Import> leased = jdbi.withHandle(handle -> imports.lease(handle, self, LEASE));
        leased.ifPresent(work -> Tracing.takeUp("import", SpanKind.INTERNAL, work.origin(), span -> {
            span.setAttribute("emporium.subject_id", work.importId().toString());
            // what it does for each of a million products nobody could look at
            RequestContext.with(
                    work.origin().requestId(),
                    Tracing.unrecorded(RequestContext.traceparent()),
                    () -> run(work, stopping));
        }));
        return leased.isPresent();
    }

    private void run(Import work, BooleanSupplier stopping) {
        boolean inVain = true;
        try {
            if (work.begun() > MOST_BEGINNINGS) {
                giveUp(work);
                return;
            }
            ProductFile file =
                    formats.open(work.format(), work.currency(), new KeptFile(jdbi, imports, work.importId()));
            if (passOver(file, work, stopping) && read(file, work, stopping)) {
                jdbi.useTransaction(transaction -> imports.finish(transaction, self, work.importId(), null));
            } else {
                inVain = false;
            }
        } catch (UnreadableFileException e) {
            fail(work, e.getMessage());
        } catch (LeaseLostException e) {
            LOGGER.atWarn()
                    .addKeyValue("emporium.subject_id", work.importId())
                    .log("Another one goes on with the import");
        } catch (RuntimeException e) {
            if (Transience.isTransient(e)) {
                inVain = !Transience.isOutage(e);
                throw e;
            }
            // it would fail again, and keep all that come after it waiting
            LOGGER.atError()
                    .addKeyValue("emporium.subject_id", work.importId())
                    .setCause(e)
                    .log("An import failed");
            fail(work, "Something went wrong that is not the file's fault.");
        } finally {
            // after a failure too: whoever is well goes on at once
            boolean counts = inVain;
            jdbi.useHandle(handle -> imports.release(handle, self, work.importId(), counts));
        }
    }

    /** It would end one process after the other, and keep all that come after it waiting. */
    private void giveUp(Import work) {
        LOGGER.atError()
                .addKeyValue("event.action", "import-given-up")
                .addKeyValue("emporium.subject_id", work.importId())
                .log("Nobody comes further with an import");
        long line = work.progress().line();
        fail(
                work,
                ("Whoever read it ended %d times without coming any further than line %d. What stands until there is done:"
                                + " take out what is unusual in the lines after it, or send the rest in smaller files.")
                        .formatted(MOST_BEGINNINGS, line));
    }

    /** Finds the place that the file was read to, which may take longer than the lease. Whether it has come there. */
    private boolean passOver(ProductFile file, Import work, BooleanSupplier stopping) {
        for (long done = 0; done < work.progress().entries(); done++) {
            if (done % UNASKED == 0) {
                if (stopping.getAsBoolean()) {
                    return false;
                }
                jdbi.useTransaction(transaction -> note(transaction, work, work));
            }
            file.next();
        }
        return true;
    }

    private void note(Handle transaction, Import before, Import after) {
        requireLease(imports.advance(transaction, self, LEASE, before, after));
    }

    private static void requireLease(boolean isOurs) {
        if (!isOurs) {
            throw new LeaseLostException();
        }
    }

    private void fail(Import work, String reason) {
        jdbi.useTransaction(transaction -> imports.finish(transaction, self, work.importId(), reason));
    }

    /** Whether it has come to the end of the file. A batch is read while the one before it is written. */
    private boolean read(ProductFile file, Import begun, BooleanSupplier stopping) {
        Batches batches = new Batches(file);
        ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "import-reader");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Import present = begun;
            Future<List<Entry>> following = reader.submit(batches::next);
            for (List<Entry> batch = await(following); !batch.isEmpty(); batch = await(following)) {
                if (stopping.getAsBoolean()) {
                    return false;
                }
                following = reader.submit(batches::next);
                Import before = present;
                List<Entry> entries = batch;
                present = jdbi.inTransaction(transaction -> take(transaction, before, entries));
            }
            return true;
        } catch (InterruptedException e) {
            // whoever is in a hurry to stop leaves the rest, too
            Thread.currentThread().interrupt();
            return false;
        } finally {
            reader.shutdown();
        }
    }

    private static List<Entry> await(Future<List<Entry>> batch) throws InterruptedException {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            Throwables.throwIfUnchecked(e.getCause());
            throw new IllegalStateException(e.getCause());
        }
    }

    /** A file's entries, some at a time, in which no SKU and no category stands twice; nothing behind the last. Used by one thread at a time. */
    private static final class Batches {
        private final ProductFile file;
        private Entry first;
        private boolean begun;
        private UnreadableFileException end;

        Batches(ProductFile file) {
            this.file = file;
        }

        /** @throws UnreadableFileException behind all that stands before what cannot be read */
        List<Entry> next() {
            if (end != null) {
                throw end;
            }
            Entry next = begun ? first : file.next();
            begun = true;
            List<Entry> batch = new ArrayList<>();
            Set<Map.Entry<Boolean, String>> keys = new HashSet<>();
            long characters = 0;
            while (next != null
                    && batch.size() < BATCH
                    && characters < BATCH_CHARACTERS
                    && (next.isFaulty() || keys.add(next.key()))) {
                batch.add(next);
                characters += next.product() == null ? 0 : next.product().characters();
                next = following();
            }
            first = next;
            return batch;
        }

        private Entry following() {
            try {
                return file.next();
            } catch (UnreadableFileException e) {
                end = e;
                return null;
            }
        }
    }

    /** Somebody else goes on with the import: what was done without them is rolled back. */
    private static final class LeaseLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The import with the batch. */
    private Import take(Handle transaction, Import before, List<Entry> batch) {
        // the batch may take longer than the lease: two would do it in turn, and neither to its end
        requireLease(imports.hold(transaction, self, before.importId()));
        List<Entry> faulty = new ArrayList<>();
        Map<Outcome, Long> outcomes = takeAll(transaction, before, batch, faulty);
        Import.Progress progress = before.progress();
        Import after = with(
                before,
                new Import.Progress(
                        batch.get(batch.size() - 1).line(),
                        progress.created() + outcomes.getOrDefault(Outcome.CREATED, 0L),
                        progress.updated() + outcomes.getOrDefault(Outcome.UPDATED, 0L),
                        progress.unchanged() + outcomes.getOrDefault(Outcome.UNCHANGED, 0L),
                        progress.failed() + faulty.size()));
        List<LineFault> faults = faults(progress.failed(), faulty);
        if (!faults.isEmpty()) {
            imports.addFaults(transaction, before.importId(), faults);
        }
        note(transaction, before, after);
        return after;
    }

    private static Import with(Import before, Import.Progress progress) {
        return new Import(
                before.importId(),
                before.format(),
                before.currency(),
                before.dryRun(),
                before.status(),
                before.bytes(),
                before.actorId(),
                progress,
                before.begun(),
                before.reason(),
                before.createdAt(),
                before.finishedAt(),
                before.origin());
    }

    private Map<Outcome, Long> takeAll(Handle transaction, Import work, List<Entry> batch, List<Entry> faulty) {
        List<Entry> products =
                batch.stream().filter(entry -> entry.product() != null).toList();
        batch.stream().filter(Entry::isFaulty).forEach(faulty::add);
        transaction.savepoint("batch");
        Map<String, Outcome> categories = intake.takeCategories(
                transaction,
                batch.stream().map(Entry::category).filter(Objects::nonNull).toList());
        Map<String, Outcome> outcomes = new HashMap<>(takeOrFindFaulty(transaction, products, faulty));
        if (work.dryRun()) {
            transaction.rollbackToSavepoint("batch");
            outcomes.putAll(again(transaction, work, products, outcomes.keySet()));
        }
        return Stream.of(categories, outcomes)
                .flatMap(all -> all.values().stream())
                .collect(Collectors.groupingBy(outcome -> outcome, Collectors.counting()));
    }

    /** What would have become of those that came in an earlier batch, too, of which nothing was kept. */
    private Map<String, Outcome> again(Handle transaction, Import work, List<Entry> entries, Set<String> taken) {
        Map<String, byte[]> details = entries.stream()
                .map(Entry::product)
                .filter(product -> taken.contains(product.sku()))
                .collect(Collectors.toMap(ProductEntry::sku, product -> hash(product.details())));
        return imports.tried(transaction, work.importId(), details).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, tried -> tried.getValue() ? Outcome.UNCHANGED : Outcome.UPDATED));
    }

    /** Of what makes a product another one; in which order its attributes stand does not. */
    private static byte[] hash(ProductDetails details) {
        List<Object> all = Arrays.asList(
                details.name(),
                details.description(),
                details.category(),
                details.brand(),
                new TreeMap<>(details.attributes()),
                details.family(),
                details.imageUrls(),
                details.price(),
                details.status(),
                details.weightGrams(),
                details.lowStockThreshold());
        return Hashing.sha256()
                .hashString(all.toString(), StandardCharsets.UTF_8)
                .asBytes();
    }

    /** All of them, or, if the database takes offence at one, all but that one. */
    private Map<String, Outcome> takeOrFindFaulty(Handle transaction, List<Entry> entries, List<Entry> faulty) {
        if (entries.isEmpty()) {
            return Map.of();
        }
        transaction.savepoint("entries");
        try {
            List<ProductEntry> products = entries.stream().map(Entry::product).toList();
            return intake.take(transaction, products);
        } catch (UnableToExecuteStatementException e) {
            if (Transience.isTransient(e)) {
                throw e;
            }
            transaction.rollbackToSavepoint("entries");
            if (entries.size() == 1) {
                Failures.brief(LOGGER.atWarn(), e).log("The database does not take a product");
                faulty.add(Entry.wrong(entries.get(0).line(), "", "cannot be stored"));
                return Map.of();
            }
            int half = entries.size() / 2;
            Map<String, Outcome> outcomes =
                    new HashMap<>(takeOrFindFaulty(transaction, entries.subList(0, half), faulty));
            outcomes.putAll(takeOrFindFaulty(transaction, entries.subList(half, entries.size()), faulty));
            return outcomes;
        }
    }

    private static List<LineFault> faults(long failedBefore, List<Entry> faulty) {
        return IntStream.range(0, faulty.size())
                .mapToObj(i -> faults(failedBefore + i, faulty.get(i)))
                .flatMap(List::stream)
                .toList();
    }

    private static List<LineFault> faults(long place, Entry entry) {
        if (place >= MOST_FAULTS) {
            return List.of();
        }
        List<FieldError> errors = entry.faults();
        return IntStream.range(0, Math.min(FAULTS_EACH, errors.size()))
                .mapToObj(i -> new LineFault(
                        place * FAULTS_EACH + i,
                        entry.line(),
                        storable(errors.get(i).field()),
                        storable(errors.get(i).message())))
                .toList();
    }

    /** Without what PostgreSQL cannot hold: a name may be anything. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
