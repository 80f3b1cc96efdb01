package dev.emporium.order.checkout.control;

import dev.emporium.order.checkout.entity.GuestOrders;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.ClientNetwork;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps one address from setting aside the whole shop as a guest: so many orders and pieces in an hour of the clock. The
 * counts are in the database, so they hold for all replicas. An address is counted by a pseudonym with a salt of the hour,
 * and both are deleted with the hour: then nobody can tell any more who ordered. Thread safe.
 */
public final class GuestLimits {
    /** For orders that have begun in an hour that is over, and for clocks that are behind. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final Jdbi jdbi;
    private final GuestOrders orders;
    private final OrderLimits limits;
    private final Clock clock;
    private final AtomicReference<Hour> present = new AtomicReference<>(new Hour(Instant.EPOCH, new byte[0]));

    public GuestLimits(Jdbi jdbi, GuestOrders orders, OrderLimits limits, Clock clock) {
        this.jdbi = jdbi;
        this.orders = orders;
        this.limits = limits;
        this.clock = clock;
    }

    private record Hour(Instant begin, byte[] salt) {}

    /** Somebody who has not signed in, for this hour. */
    record Guest(Instant hour, byte[] pseudonym) {}

    /** Called outside of a transaction. */
    Guest guest(String client) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.HOURS);
        Hour hour = present.updateAndGet(known -> known.begin().equals(now) ? known : new Hour(now, salt(now)));
        return new Guest(hour.begin(), pseudonym(hour.salt(), ClientNetwork.of(client)));
    }

    private byte[] salt(Instant hour) {
        byte[] proposed = new byte[32];
        new SecureRandom().nextBytes(proposed);
        return jdbi.withHandle(handle -> orders.salt(handle, hour, proposed));
    }

    private static byte[] pseudonym(byte[] salt, String network) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return mac.doFinal(network.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    /**
     * Counts an order in the transaction that places it: what is not placed is not counted.
     *
     * @throws ProblemException 429 when it would be one too many
     */
    void count(Handle transaction, Guest guest, long pieces) {
        if (!orders.count(
                transaction,
                guest.hour(),
                guest.pseudonym(),
                pieces,
                limits.guestOrdersPerHour(),
                limits.guestPiecesPerHour())) {
            throw ProblemException.of(
                            429,
                            "too_many_orders",
                            "Without an account no more can be ordered from this address for now: sign in, or wait.")
                    .withRetryAfter(
                            Duration.between(clock.instant(), guest.hour().plus(1, ChronoUnit.HOURS)));
        }
    }

    /** Forgets past hours. Safe to run on every replica at once. */
    public void purge() {
        jdbi.useHandle(
                handle -> orders.purge(handle, clock.instant().minus(GRACE).minus(1, ChronoUnit.HOURS)));
    }
}
