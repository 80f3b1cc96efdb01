package dev.emporium.customer.credential.control;

import dev.emporium.customer.audit.control.Pseudonyms;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.customer.credential.entity.KnownNetworks;
import dev.emporium.customer.credential.entity.Limit;
import dev.emporium.customer.credential.entity.Throttles;
import dev.emporium.customer.credential.entity.Throttles.Count;
import dev.emporium.platform.persistence.Retention;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.ClientNetwork;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps guessers off: few failures per account, whether it exists or not, and some more per address. From where its owner
 * has signed in before, failures elsewhere lock nobody out: there they are counted apart. The counts are in the database,
 * so they hold for all replicas and after a restart. Thread safe.
 */
public final class SignInThrottle {
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final Duration KNOWN = Duration.ofDays(90);
    private static final Duration SPAN = Duration.ofMinutes(1);
    private static final int BATCH = 10_000;
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Throttles throttles = new Throttles();
    private final KnownNetworks networks = new KnownNetworks();
    private final Jdbi jdbi;
    private final Clock clock;
    private final Pseudonyms pseudonyms;
    private final Limit perAccount;
    private final Limit perAddress;
    private final int hashesPerAddress;

    public SignInThrottle(Jdbi jdbi, Clock clock, Pseudonyms pseudonyms, ThrottleConfiguration configuration) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.pseudonyms = pseudonyms;
        Duration first = configuration.firstWait().toJavaDuration();
        this.perAccount = new Limit(configuration.perAccount(), first, LONGEST, FORGOTTEN);
        this.hashesPerAddress = configuration.hashesPerAddress();
        this.perAddress = new Limit(configuration.perAddress(), first, LONGEST, FORGOTTEN);
    }

    /** An attempt that was let through, until it is known how it ended. */
    public final class Attempt {
        private final String account;
        private final String address;
        private final boolean last;

        private Attempt(String account, String address, boolean last) {
            this.account = account;
            this.address = address;
            this.last = last;
        }

        /** Whether a wait begins when it fails. */
        public boolean isLast() {
            return last;
        }

        /** It was who they said they were: the account's failures are forgotten. */
        public void succeeded() {
            jdbi.useHandle(handle -> {
                if (account != null) {
                    throttles.clear(handle, account);
                }
                throttles.discount(handle, address);
            });
        }

        /** It was not. */
        public void failed() {
            List<String> subjects = account == null ? List.of(address) : List.of(account, address);
            jdbi.useHandle(handle -> throttles.keep(handle, subjects, clock.instant()));
        }

        /** Nobody looked. */
        public void notMade() {
            jdbi.useHandle(handle -> throttles.discount(handle, address));
        }
    }

    /**
     * @param owner whose e-mail it is; null for nobody's, which takes as long
     * @throws ProblemException 429 while the account or the address has to wait
     */
    void refuse(Email email, UUID owner, Origin origin) {
        Instant now = clock.instant();
        jdbi.withHandle(handle -> throttles.blockedUntil(
                        handle, List.of(address(origin), account(handle, email, owner, origin)), perAccount, now))
                .ifPresent(until -> refuse(until, now));
    }

    /**
     * Lets an attempt through that guesses at no account, counted as failed until it is told otherwise.
     *
     * @throws ProblemException 429 while the address has to wait
     */
    public Attempt begin(Origin origin) {
        Instant now = clock.instant();
        String address = address(origin);
        Count here = jdbi.withHandle(handle -> count(handle, address, now));
        return new Attempt(null, address, here.failures() >= perAddress.failures());
    }

    /**
     * The same for one at an account.
     *
     * @param owner whose e-mail it is; null for nobody's, which takes as long
     * @throws ProblemException 429 while the account or the address has to wait
     */
    Attempt begin(Email email, UUID owner, Origin origin) {
        Instant now = clock.instant();
        String address = address(origin);
        return jdbi.withHandle(handle -> {
            String account = account(handle, email, owner, origin);
            Count here = count(handle, address, now);
            Count there = throttles.count(handle, account, perAccount, now);
            there.blockedUntil().ifPresent(until -> refuse(until, now));
            boolean last = there.failures() >= perAccount.failures() || here.failures() >= perAddress.failures();
            return new Attempt(account, address, last);
        });
    }

    private Count count(Handle handle, String address, Instant now) {
        Count here = throttles.count(handle, address, perAddress, now);
        here.blockedUntil().ifPresent(until -> refuse(until, now));
        return here;
    }

    private static String address(Origin origin) {
        return "address:" + ClientNetwork.of(origin.address());
    }

    private String account(Email email) {
        return "account:" + pseudonyms.ofEmail(email.key());
    }

    private String account(Handle handle, Email email, UUID owner, Origin origin) {
        String network = pseudonym(origin);
        boolean known = networks.knows(handle, owner, network);
        return known ? account(email) + "@" + network : account(email);
    }

    private String pseudonym(Origin origin) {
        byte[] network = ClientNetwork.of(origin.address()).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(pseudonyms.of(network), 0, 16);
    }

    /** From here somebody has shown the account's password. */
    void remember(Handle transaction, UUID owner, Origin origin) {
        networks.remember(transaction, owner, pseudonym(origin), clock.instant());
    }

    /** @throws ProblemException 429 when the address has asked for too many hashes within a minute */
    public void countHash(Origin origin) {
        Instant now = clock.instant();
        jdbi.withHandle(handle -> throttles.take(
                        handle, "hashes:" + ClientNetwork.of(origin.address()), hashesPerAddress, SPAN, now))
                .ifPresent(until -> refuse(until, now));
    }

    /** Leaves nothing of an account that is deleted. */
    public void forget(Handle transaction, UUID owner, Email email) {
        networks.forget(transaction, owner);
        throttles.clearAll(transaction, account(email));
    }

    public void purge() {
        Instant now = clock.instant();
        Retention.inSteps(jdbi, BATCH, handle -> throttles.purge(handle, now.minus(FORGOTTEN), BATCH));
        Retention.inSteps(jdbi, BATCH, handle -> networks.purge(handle, now.minus(KNOWN), BATCH));
    }

    private static void refuse(Instant until, Instant now) {
        throw ProblemException.of(
                        429, "too_many_attempts", "There were too many failed attempts; wait before the next one.")
                .withRetryAfter(Duration.between(now, until));
    }
}
