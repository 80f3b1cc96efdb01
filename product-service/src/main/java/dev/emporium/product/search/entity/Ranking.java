package dev.emporium.product.search.entity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Ranks listings by {@link Weights}. What has the words in its name or keywords and can be ordered comes from the newest, from a
 * sample, or from all; only where others can be among the best are they looked for. Thread safe.
 */
final class Ranking {
    /** A word that one listing of so many has is frequent: the newest of them are ranked. */
    private static final int FREQUENT = 10;

    private static final UUID NEWER_THAN_ALL = new UUID(-1, -1);

    /** By score and id, as PostgreSQL has them in order. */
    private static final Comparator<Position> BEST_FIRST = Comparator.comparing(
                    (Position position) -> Long.parseLong(position.key()))
            .thenComparing(position -> position.productId().toString())
            .reversed();

    private final TermShares shares = new TermShares();

    /** What is only described by what is looked for, or sold out, is asked for where it can be among the best. */
    List<Position> best(Handle handle, Meaning meaning, ListingFilters filters, Position after, int count, int ranked) {
        int newest = isFrequent(handle, meaning) ? ranked * FREQUENT : 0;
        Best close = bestOf(handle, meaning, filters, Matching.closely(meaning, filters), newest, after, count, ranked);
        if (close.isFull || close.fillsAPage(count, new Weights(meaning.words().size()).mostAside())) {
            return close.positions;
        }
        Best wide = bestOf(handle, meaning, filters, Matching.of(meaning, filters), 0, after, count, ranked);
        return Stream.concat(close.positions.stream(), wide.positions.stream())
                .collect(Collectors.toMap(Position::productId, Function.identity(), (one, again) -> one))
                .values()
                .stream()
                .sorted(BEST_FIRST)
                .limit(count)
                .toList();
    }

    /**
     * The best of some that match.
     *
     * @param isFull whether as many were found as are ranked, so that no more are looked for
     */
    private record Best(List<Position> positions, boolean isFull) {
        boolean fillsAPage(int count, int others) {
            return positions.size() == count
                    && Long.parseLong(positions.get(count - 1).key()) > others;
        }
    }

    /** Of those that match, and those of the sku. */
    private static Best bestOf(
            Handle handle,
            Meaning meaning,
            ListingFilters filters,
            Matching matching,
            int newest,
            Position after,
            int count,
            int ranked) {
        Matching filtered = Matching.of(null, filters, false);
        Query query = handle.createQuery(
                        """
                        with near as materialized (
                            select product_id, terms, in_stock, name_words from (
                                select COLUMNS from listings order by product_id desc limit :newest
                            ) as newest where MATCHING limit :ranked
                        ), sampled as materialized (
                            select product_id, terms, in_stock, name_words from (
                                select COLUMNS from listings
                                where (select count(*) from near) < :ranked and SAMPLE and MATCHING offset 0
                            ) as part limit :ranked
                        ), others as materialized (
                            select product_id, terms, in_stock, name_words from (
                                select COLUMNS from listings
                                where (select count(*) from near) < :ranked and (select count(*) from sampled) < :ranked
                                    and MATCHING offset 0
                            ) as part limit :ranked
                        ), named as materialized (
                            select product_id, terms, in_stock, name_words from (
                                select COLUMNS from listings where terms @> cast(:sku as text[]) and FILTERED offset 0
                            ) as part limit :count
                        ), scored as materialized (
                            select distinct product_id, SCORE as score from (
                                select product_id, terms, in_stock, name_words from near
                                where (select count(*) from near) >= :ranked
                                union all select product_id, terms, in_stock, name_words from sampled
                                where (select count(*) from sampled) >= :ranked
                                union all select product_id, terms, in_stock, name_words from others
                                union all select product_id, terms, in_stock, name_words from named
                            ) as found
                        )
                        select product_id, cast(score as text) as key, is_full from (
                            select product_id, score from scored
                            where (score, product_id) < (:score, :id) order by score desc, product_id desc limit :count
                        ) as best right join (
                            select greatest((select count(*) from near), (select count(*) from sampled),
                                (select count(*) from others)) >= :ranked as is_full
                        ) as told on true order by score desc, product_id desc
                        """
                                .replace(
                                        "COLUMNS",
                                        "product_id, name_key, currency, price_minor, terms, in_stock, name_words")
                                .replace("SAMPLE", FoundListings.SAMPLE)
                                .replace("MATCHING", matching.sql())
                                .replace("FILTERED", filtered.sql())
                                .replace("SCORE", score(meaning.words().size())))
                .bind("newest", newest)
                .bind("ranked", ranked)
                .bind("count", count)
                .bind("score", after == null ? Long.MAX_VALUE : Long.parseLong(after.key()))
                .bind("id", after == null ? NEWER_THAN_ALL : after.productId())
                .bind("sku", new String[] {meaning.skuTerm()})
                .bindMap(filtered.values())
                .bindMap(matching.values());
        for (int i = 0; i < meaning.words().size(); i++) {
            query.bind("name" + i, meaning.words().get(i).terms("t:").toArray(String[]::new));
            query.bind("keyword" + i, meaning.words().get(i).terms("k:").toArray(String[]::new));
        }
        return query.reduceResultSet(new Best(new ArrayList<>(), false), (best, row, context) -> {
            // of an empty page it is told, too
            if (row.getString("key") != null) {
                best.positions.add(FoundListings.position(row));
            }
            return new Best(best.positions, row.getBoolean("is_full"));
        });
    }

    /** Whether the newest listings may be full of it: looking at them is of no use if they cannot be. */
    private boolean isFrequent(Handle handle, Meaning meaning) {
        return Matching.words(meaning, "t:", "k:").stream().allMatch(terms -> shares.of(handle, terms) * FREQUENT >= 1);
    }

    /** As {@link Weights} says. */
    private static String score(int words) {
        String sku = "cast(case when terms @> cast(:sku as text[]) then " + Weights.SKU + " else 0 end as bigint)";
        if (words == 0) {
            return sku;
        }
        Weights weights = new Weights(words);
        String places = IntStream.range(0, words)
                .mapToObj(i ->
                        """
                        case when terms && cast(:name%1$d as text[])
                            then case when terms && cast(:keyword%1$d as text[]) then %2$d else %3$d end
                            when terms && cast(:keyword%1$d as text[]) then %4$d else %5$d end
                        """
                                .formatted(
                                        i,
                                        weights.everywhere(),
                                        weights.name(),
                                        weights.keyword(),
                                        weights.elsewhere()))
                .collect(Collectors.joining(" + "));
        String named = IntStream.range(0, words)
                .mapToObj(i -> "case when terms && cast(:name" + i + " as text[]) then 1 else 0 end")
                .collect(Collectors.joining(" + "));
        return sku + " + case when in_stock then 2 else 1 end * (" + places + " + (" + named + ") * (" + Weights.NAME
                + " / greatest(name_words, " + words + ")))";
    }
}
