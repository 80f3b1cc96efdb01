package dev.emporium.system.faults;

import dev.emporium.system.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A plan, carried out: people shop while the platform is hurt, then all is made good, and the books are looked at. */
final class Round {
    /** How long an honest question may stay open once all is made good. */
    private static final int PATIENCE_SECONDS = 60;

    private final Arena arena;
    private final Plan plan;
    private final Sightings sightings = new Sightings();

    Round(Arena arena, Plan plan) {
        this.arena = arena;
        this.plan = plan;
    }

    /**
     * Where it takes place.
     *
     * @param staff with all that they may do
     * @param doors the gateway, and the others that lead to the same shop
     * @param products their ids, by the numbers that the plan has
     * @param others who helps where one thing is done by several at once
     */
    record Scene(Http staff, List<Door> doors, List<String> products, Executor others) {}

    /** One way into the shop, for a guest and for those who have an account. */
    record Door(Http guest, List<Http> customers) {
        Http of(Purchase purchase) {
            return purchase.isGuest() ? guest : customers.get(purchase.customer());
        }
    }

    /**
     * What came of it.
     *
     * @param findings what is wrong; nothing, it is to be hoped
     */
    record Outcome(long seed, List<String> faults, String counts, double seconds, List<String> findings) {}

    Outcome run() throws Exception {
        long begin = System.nanoTime();
        List<String> products = products();
        ExecutorService others = Executors.newCachedThreadPool();
        Hurting hurting = new Hurting(arena.victims(), arena.network(), plan.seed());
        Patience patience = new Patience();
        Books books = new Books(arena, plan, products, sightings);
        try (hurting;
                Crowd crowd = new Crowd(
                        new Scene(arena.shop().staff(), arena.doors(), products, others), patience, sightings, books)) {
            hurting.begin(plan.faults());
            crowd.begin(plan);
            hurting.end();
            arena.victims().startAll();
            patience.endsIn(PATIENCE_SECONDS);
            crowd.end();
        } finally {
            others.shutdownNow();
        }
        books.close();
        return new Outcome(
                plan.seed(), hurting.done(), books.counts(), (System.nanoTime() - begin) / 1e9, sightings.findings());
    }

    private List<String> products() throws Exception {
        List<String> products = new ArrayList<>();
        for (int stock : plan.stock()) {
            products.add(arena.shop().createProduct("Thing " + plan.seed() + "/" + products.size(), stock));
        }
        return products;
    }
}
