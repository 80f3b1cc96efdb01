package dev.emporium.product.search.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.product.search.entity.Listing;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingOrder;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.ListingRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** Searches over the sample catalogue put first what people would: by nDCG@10, with the judgements in relevance.txt. */
final class Relevance {
    static final Jdbi JDBI = TestDatabase.create().jdbi();

    private static final Map<UUID, String> SKUS = new HashMap<>();
    private static final int CUT = 10;

    static {
        try {
            list();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Relevance() {}

    private static void list() throws IOException {
        JsonNode products = Json.mapper()
                .readTree(Path.of("../standalone/src/main/resources/dev/emporium/standalone/catalogue.json")
                        .toFile());
        ListingRepository listings = new ListingRepository(Json.mapper());
        JDBI.useTransaction(transaction -> products.forEach(product -> {
            UUID id = Uuid7.next();
            SKUS.put(id, product.path("sku").asText());
            listings.put(
                    transaction, listing(id, product), product.path("stock").asInt() > 0);
        }));
    }

    private static Listing listing(UUID id, JsonNode product) {
        return new Listing(
                id,
                1,
                product.path("sku").asText(),
                product.path("name").asText(),
                product.path("description").asText(),
                product.path("category").asText(),
                product.path("brand").asText(),
                Json.mapper().convertValue(product.path("attributes"), new TypeReference<>() {}),
                product.path("family").asText(),
                Money.of(
                        product.at("/price/amount").asText(),
                        product.at("/price/currency").asText()));
    }

    /** @param grades by the beginnings of skus */
    private record Judged(String query, Map<String, Integer> grades) {
        static Judged of(String line) {
            String[] parts = line.split(" \\| ");
            Map<String, Integer> grades = new HashMap<>();
            Stream.of(parts).skip(1).map(part -> part.split(" ")).forEach(part -> Arrays.stream(part)
                    .skip(1)
                    .forEach(sku -> grades.put(sku, Integer.parseInt(part[0]))));
            return new Judged(parts[0], grades);
        }

        int grade(String sku) {
            return grades.entrySet().stream()
                    .filter(entry -> sku.startsWith(entry.getKey()))
                    .mapToInt(Map.Entry::getValue)
                    .max()
                    .orElse(0);
        }

        /** The gain of what was found beside the greatest that was to be had. */
        double ndcg(List<String> found) {
            List<Integer> best = SKUS.values().stream()
                    .map(this::grade)
                    .sorted(Comparator.reverseOrder())
                    .toList();
            return gain(found.stream().map(this::grade).toList()) / gain(best);
        }

        private static double gain(List<Integer> grades) {
            return IntStream.range(0, Math.min(CUT, grades.size()))
                    .mapToDouble(i -> (Math.pow(2, grades.get(i)) - 1) / (Math.log(i + 2) / Math.log(2)))
                    .sum();
        }
    }

    private static List<Judged> judgements() {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/relevance.txt"))) {
            return lines.filter(line -> !line.startsWith("#")).map(Judged::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> queries() {
        return judgements().stream().map(Judged::query).toList();
    }

    static void judge(ProductSearch search) {
        List<Judged> judgements = judgements();
        assertThat(judgements).hasSizeGreaterThanOrEqualTo(60);
        assertThat(SKUS).hasSizeGreaterThanOrEqualTo(300);
        List<String> wrong = new ArrayList<>();
        double sum = 0;
        for (Judged judged : judgements) {
            List<String> found = search
                    .find(
                            new ListingQuery(judged.query(), ListingFilters.NONE, ListingOrder.RELEVANCE, List.of()),
                            null,
                            CUT)
                    .productIds()
                    .stream()
                    .map(SKUS::get)
                    .toList();
            double ndcg = judged.ndcg(found);
            sum += ndcg;
            if (found.isEmpty() || judged.grade(found.get(0)) < 3 || ndcg < 0.7) {
                wrong.add("%.2f %s: %s".formatted(ndcg, judged.query(), found));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(sum / judgements.size()).isGreaterThanOrEqualTo(0.9);
    }
}
