package dev.emporium.customer.key.control;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.emporium.customer.audit.control.AdminNow;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.key.entity.KeyRow;
import dev.emporium.customer.key.entity.KeySeal;
import dev.emporium.customer.key.entity.SigningKeyRepository;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The keys that sign access tokens. A new one is published for a while before it signs, and an old one until the last
 * token that it signed has expired: at every moment whoever has read the published keys lately can verify every token.
 * Of any number of replicas one makes the new key. Thread safe.
 */
public final class SigningKeys {
    /** For clocks that do not agree, and the leeway of verifiers. */
    private static final Duration SLACK = Duration.ofMinutes(2);

    private final SigningKeyRepository repository = new SigningKeyRepository();
    private final Jdbi jdbi;
    private final Clock clock;
    private final KeySeal seal;
    private final AdminNow admins;
    private final AuditTrail trail;
    private final Duration rotation;
    private final Duration lead;
    private final Duration tokenLife;
    private volatile List<SigningKey> keys = List.of();

    /** @throws IllegalArgumentException when the keys in the database were sealed with another key */
    public SigningKeys(
            Jdbi jdbi, Clock clock, KeySeal seal, AdminNow admins, AuditTrail trail, KeyConfiguration configuration) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.seal = seal;
        this.admins = admins;
        this.trail = trail;
        this.rotation = configuration.rotation().toJavaDuration();
        this.lead = configuration.lead().toJavaDuration();
        this.tokenLife = configuration.tokenLife().toJavaDuration();
        reload();
        if (keys.isEmpty()) {
            beginWithOne();
            reload();
        }
    }

    /** A key, when it signs from, and whether it was made just now. */
    public record Rotation(String kid, Instant signsFrom, boolean made) {}

    private void beginWithOne() {
        KeyRow first = made(Duration.ZERO);
        jdbi.useTransaction(transaction -> {
            repository.lock(transaction);
            if (repository.list(transaction).isEmpty()) {
                add(transaction, first, null, Origin.SERVICE);
            }
        });
    }

    /** A key is made before the transaction, which the database ends when a busy machine takes long over it. */
    private KeyRow made(Duration lead) {
        Instant now = clock.instant();
        return SigningKey.generate(seal, now, now.plus(lead));
    }

    /** Makes a new key on an admin's demand; when one is under way already, tells of that one. */
    public Rotation rotate(UUID admin, Origin origin) {
        KeyRow next = made(lead);
        Rotation rotation = jdbi.inTransaction(transaction -> {
            admins.require(transaction, admin);
            return succeed(transaction, next, Duration.ZERO, admin, origin);
        });
        reload();
        return rotation;
    }

    /** Makes a new key when it is time, and forgets what nobody needs. Runs now and then, in every replica. */
    public void tend() {
        reload();
        if (keys.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        if (!newest().signsFrom().plus(rotation).isAfter(now.plus(lead))) {
            KeyRow next = made(lead);
            jdbi.useTransaction(transaction -> succeed(transaction, next, rotation, null, Origin.SERVICE));
            reload();
        }
        jdbi.useHandle(handle -> repository.purge(handle, now.minus(tokenLife).minus(SLACK)));
    }

    /** @param age which the newest key must have reached by the time its successor signs */
    private Rotation succeed(Handle transaction, KeyRow next, Duration age, UUID admin, Origin origin) {
        repository.lock(transaction);
        Instant now = clock.instant();
        List<KeyRow> rows = repository.list(transaction);
        if (rows.isEmpty()) {
            throw deleted();
        }
        KeyRow newest = rows.get(rows.size() - 1);
        Instant signsFrom = now.plus(lead);
        if (newest.signsFrom().isAfter(now) || newest.signsFrom().plus(age).isAfter(signsFrom)) {
            return new Rotation(newest.kid(), newest.signsFrom(), false);
        }
        // as long as it took to make it, nobody could read it
        add(transaction, new KeyRow(next.kid(), next.publicKey(), next.sealedKey(), now, signsFrom), admin, origin);
        return new Rotation(next.kid(), signsFrom, true);
    }

    private void add(Handle transaction, KeyRow key, UUID admin, Origin origin) {
        repository.add(transaction, key);
        String detail = key.kid() + " signs from " + key.signsFrom();
        trail.note(
                transaction, SecurityEvent.KEY_ROTATED.by(admin, null, origin).with(detail));
    }

    /** Sees what other replicas have made. */
    void reload() {
        List<KeyRow> rows = jdbi.withHandle(handle -> repository.list(handle));
        Map<String, SigningKey> known = new HashMap<>();
        keys.forEach(key -> known.put(key.kid(), key));
        keys = rows.stream()
                .map(row -> known.containsKey(row.kid()) ? known.get(row.kid()) : SigningKey.open(row, seal))
                .toList();
    }

    private SigningKey newest() {
        List<SigningKey> present = keys;
        return present.get(present.size() - 1);
    }

    /**
     * Somebody has deleted all keys, since one was stolen. Who starts next makes another, and not this process: what it seals
     * with may be stolen too.
     */
    private static ProblemException deleted() {
        return ProblemException.of(503, "unavailable", "Access tokens cannot be made for the moment; try again.")
                .withRetryAfter(Duration.ofSeconds(5));
    }

    /** The key that signs at this moment. */
    SigningKey current() {
        Instant now = clock.instant();
        List<SigningKey> present = keys;
        if (present.isEmpty()) {
            throw deleted();
        }
        SigningKey current = present.get(0);
        for (SigningKey key : present) {
            current = key.signsFrom().isAfter(now) ? current : key;
        }
        return current;
    }

    /** What everybody may know: keys that will sign, the one that does, and those whose tokens may still be about. */
    public JWKSet published() {
        Instant expired = clock.instant().minus(tokenLife).minus(SLACK);
        List<SigningKey> present = keys;
        List<JWK> live = new ArrayList<>();
        for (int i = 0; i < present.size(); i++) {
            if (i == present.size() - 1 || !present.get(i + 1).signsFrom().isBefore(expired)) {
                live.add(present.get(i).published());
            }
        }
        return new JWKSet(live);
    }

    /** For verifying in this very process. */
    public JWKSource<SecurityContext> source() {
        return (selector, context) -> selector.select(published());
    }

    public Duration lead() {
        return lead;
    }

    public Duration tokenLife() {
        return tokenLife;
    }
}
