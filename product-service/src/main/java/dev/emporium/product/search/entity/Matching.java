package dev.emporium.product.search.entity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What must be true of a listing, as conditions with what they bind.
 *
 * @param broad whether most listings are meant: they are met soon along any order
 */
record Matching(List<String> conditions, Map<String, Object> values, boolean broad) {
    static Matching of(Meaning meaning, ListingFilters filters) {
        return of(meaning, filters, false, "t:", "k:", "d:");
    }

    /** What is called or described in a word by what is looked for, and can be ordered. */
    static Matching closely(Meaning meaning, ListingFilters filters) {
        return of(meaning, filters, true, "t:", "k:");
    }

    static Matching of(Meaning meaning, ListingFilters filters, boolean available, String... kinds) {
        String prefix = "m" + kinds.length + "_";
        List<String> conditions = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        boolean inStock = available || Boolean.TRUE.equals(filters.inStock());
        List<String> terms = filters.terms();
        boolean broad = terms.isEmpty() && filters.lowest() == null && filters.highest() == null && meaning == null;
        if (broad && inStock) {
            terms.add("s:in");
        }
        boolean priced = filters.lowest() != null || filters.highest() != null;
        if (priced) {
            // the condition of the price has it, and most listings do
            terms.remove("m:" + filters.currency());
        }
        if (!terms.isEmpty()) {
            conditions.add("terms @> cast(:" + prefix + "terms as text[])");
            values.put(prefix + "terms", terms.toArray(String[]::new));
        }
        if (priced) {
            conditions.add("currency = :" + prefix + "currency and price_minor between :" + prefix + "lowest and :"
                    + prefix + "highest");
            values.put(prefix + "currency", filters.currency());
            values.put(prefix + "lowest", filters.lowest() == null ? 0L : filters.lowest());
            values.put(prefix + "highest", filters.highest() == null ? Long.MAX_VALUE : filters.highest());
        }
        if (inStock && !broad) {
            // most are: looking at the row is less work than reading all that the index has of them
            conditions.add("in_stock");
        }
        if (meaning != null) {
            words(meaning, kinds).forEach(word -> {
                String name = prefix + "word" + conditions.size();
                conditions.add("terms && cast(:" + name + " as text[])");
                values.put(name, word.toArray(String[]::new));
            });
        }
        return new Matching(conditions, values, broad);
    }

    static List<List<String>> words(Meaning meaning, String... kinds) {
        return meaning.words().isEmpty()
                ? List.of(List.of(meaning.skuTerm()))
                : meaning.words().stream()
                        .map(word -> {
                            List<String> terms = new ArrayList<>(word.terms(kinds));
                            terms.add(meaning.skuTerm());
                            return terms;
                        })
                        .toList();
    }

    String sql() {
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }
}
