package dev.emporium.system.faults;

import dev.emporium.system.faults.Fault.Disturb;
import dev.emporium.system.faults.Fault.Freeze;
import dev.emporium.system.faults.Fault.Kill;
import dev.emporium.system.faults.Fault.Repeat;
import dev.emporium.system.faults.Purchase.Card;
import dev.emporium.system.faults.Purchase.Sequel;
import dev.emporium.system.faults.Purchase.Way;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * All that one round is going to do, made of its seed alone: the same seed makes the same plan.
 *
 * @param stock what there is of each product at the beginning; not enough for all
 */
record Plan(
        long seed, List<Integer> stock, List<Purchase> purchases, List<Adjustment> adjustments, List<Fault> faults) {
    static final int CUSTOMERS = 3;
    /** How long people go on beginning something. */
    static final int LENGTH_MS = 20_000;

    private static final int PRODUCTS = 8;
    private static final int PURCHASES = 110;
    private static final int ADJUSTMENTS = 12;
    /** Longer than any session of a database, lock or call may stand still. */
    private static final int FROZEN_MS = 11_500;

    /**
     * @param processes that can be killed; seeds that follow each other take turns at them
     * @param wires that can be hurt
     */
    static Plan of(long seed, List<String> processes, List<String> wires) {
        // seeds side by side would begin alike
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        return new Plan(
                seed,
                random.ints(PRODUCTS, 15, 36).boxed().toList(),
                purchases(random),
                adjustments(random),
                faults(random, seed, processes, wires));
    }

    private static List<Purchase> purchases(Random random) {
        List<Purchase> purchases = new ArrayList<>();
        for (int i = 0; i < PURCHASES; i++) {
            int customer = random.nextInt(CUSTOMERS * 2) - CUSTOMERS;
            Way way = pick(random, Way.values());
            boolean guest = customer < 0 && way != Way.MERGED_CART;
            purchases.add(new Purchase(
                    i,
                    random.nextInt(LENGTH_MS),
                    guest ? Purchase.GUEST : Math.floorMod(customer, CUSTOMERS),
                    way,
                    card(random),
                    random.nextInt(8) == 0 ? 3 : 1,
                    sequel(random),
                    wishes(random)));
        }
        return inTime(purchases, Purchase::at);
    }

    /** Half of them are the good ones. */
    private static Card card(Random random) {
        return random.nextBoolean() ? Card.OK : pick(random, Card.values());
    }

    private static Sequel sequel(Random random) {
        return random.nextInt(4) == 0 ? Sequel.NOTHING : pick(random, Sequel.values());
    }

    private static Map<Integer, Integer> wishes(Random random) {
        Map<Integer, Integer> wishes = new LinkedHashMap<>();
        int lines = 1 + random.nextInt(3);
        while (wishes.size() < lines) {
            wishes.put(random.nextInt(PRODUCTS), 1 + random.nextInt(2));
        }
        return wishes;
    }

    private static List<Adjustment> adjustments(Random random) {
        List<Adjustment> adjustments = new ArrayList<>();
        for (int i = 0; i < ADJUSTMENTS; i++) {
            int delta = random.nextBoolean() ? 1 + random.nextInt(4) : -1 - random.nextInt(3);
            adjustments.add(new Adjustment(i, random.nextInt(LENGTH_MS), random.nextInt(PRODUCTS), delta));
        }
        return inTime(adjustments, Adjustment::at);
    }

    /** A third of the processes dies, in pairs too, one is frozen, some wires are hurt, and messages come again. */
    private static List<Fault> faults(Random random, long seed, List<String> processes, List<String> wires) {
        List<String> victims = new ArrayList<>();
        for (int i = Math.floorMod(seed, 3); i < processes.size(); i += 3) {
            victims.add(processes.get(i));
        }
        Collections.shuffle(victims, random);
        List<Fault> faults = new ArrayList<>();
        while (!victims.isEmpty()) {
            int together = Math.min(victims.size(), 1 + random.nextInt(2));
            List<String> dying = victims.subList(0, together);
            faults.add(new Kill(moment(random), dying));
            dying.clear();
        }
        faults.add(new Freeze(random.nextInt(LENGTH_MS - FROZEN_MS), pick(random, processes), FROZEN_MS));
        for (int i = 0; i < 4; i++) {
            Wire.Harm harm = pick(random, Wire.Harm.values());
            faults.add(new Disturb(moment(random), pick(random, wires), harm, 1_000 + random.nextInt(4_000)));
        }
        faults.add(new Repeat(moment(random), 100));
        faults.add(new Repeat(LENGTH_MS, 300));
        return inTime(faults, Fault::at);
    }

    /** Whether somebody may die, or lose the answer, between a mail and the note that it is sent. */
    boolean mailsMayComeTwice() {
        return faults.stream().anyMatch(fault -> {
            if (fault instanceof Kill kill) {
                return kill.victims().contains("notification-service")
                        || kill.victims().contains("mailbox");
            }
            return fault instanceof Freeze freeze && freeze.victim().equals("mailbox")
                    || fault instanceof Disturb disturb && disturb.target().equals("MAILBOX_SMTP");
        });
    }

    /** Neither before there is anything to be lost nor after. */
    private static int moment(Random random) {
        return 1_500 + random.nextInt(LENGTH_MS - 5_000);
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static <T> List<T> inTime(List<T> all, java.util.function.ToIntFunction<T> at) {
        all.sort(Comparator.comparingInt(at));
        return List.copyOf(all);
    }
}
