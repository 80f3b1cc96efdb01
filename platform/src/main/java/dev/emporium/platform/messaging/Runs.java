package dev.emporium.platform.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Groups what is to be applied by type, as large as order allows: none is applied before an earlier one of its lane. */
final class Runs {
    private Runs() {}

    /**
     * @param type what one run has in common
     * @param lane within which order matters: a partition, since what it holds for one order may decide on another's
     */
    static <T> List<List<T>> of(List<T> items, Function<T, ?> type, Function<T, ?> lane) {
        List<List<T>> runs = new ArrayList<>();
        Map<Object, Integer> lastRunOf = new HashMap<>();
        for (T item : items) {
            int place = lastRunOf.getOrDefault(lane.apply(item), 0);
            while (place < runs.size() && !type.apply(runs.get(place).get(0)).equals(type.apply(item))) {
                place++;
            }
            if (place == runs.size()) {
                runs.add(new ArrayList<>());
            }
            runs.get(place).add(item);
            lastRunOf.put(lane.apply(item), place);
        }
        return runs;
    }
}
