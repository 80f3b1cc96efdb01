package dev.emporium.cluster.render;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Something that must hold of documents. A {@link RulesTest} holds it against what there is, and against fixtures that
 * break it.
 *
 * @param <D> the documents, as far as the rule looks at them
 * @param name what must hold, in words
 * @param check what is wrong with them, in words; nothing if it holds
 */
public record Rule<D>(String name, Function<D, Stream<String>> check) {
    /** One whose check gives a list. */
    public static <D> Rule<D> of(String name, Function<D, List<String>> check) {
        return new Rule<>(name, documents -> check.apply(documents).stream());
    }

    /** One whose check adds to what was found. */
    public static <D> Rule<D> adding(String name, BiConsumer<D, Set<String>> check) {
        return new Rule<>(name, documents -> {
            Set<String> faults = new LinkedHashSet<>();
            check.accept(documents, faults);
            return faults.stream();
        });
    }

    public List<String> faults(D documents) {
        return check.apply(documents).distinct().toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
