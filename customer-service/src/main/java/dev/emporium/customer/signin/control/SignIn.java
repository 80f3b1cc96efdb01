package dev.emporium.customer.signin.control;

import dev.emporium.customer.account.control.Accounts;
import dev.emporium.customer.account.entity.Customer;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.credential.control.PasswordCheck;
import dev.emporium.customer.credential.control.SignInThrottle;
import dev.emporium.customer.credential.control.SignInThrottle.Attempt;
import dev.emporium.customer.credential.entity.Credential;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.customer.key.control.AccessTokens;
import dev.emporium.customer.signin.entity.RefreshToken;
import dev.emporium.customer.signin.entity.Sessions;
import dev.emporium.customer.signin.entity.Sessions.Session;
import dev.emporium.customer.signin.entity.Sessions.Use;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.AuditNote;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Gives tokens to those who prove who they are. A refresh token is good once; when it comes again somebody has a copy,
 * nobody can tell who is the thief, and the whole family ends (RFC 9700, section 4.14.2). There is no grace for a client
 * that sends the same token twice at once: one of them wins, the other ends the family, and it has to sign in anew.
 * Thread safe.
 */
public final class SignIn {
    /** The one public client, by way of which people sign in (RFC 9068 asks for the claim). */
    private static final String SHOP = "shop";

    private static final Duration REFRESH_LIFE = Duration.ofDays(30);
    /** However often its tokens are renewed. */
    private static final Duration SESSION_LIFE = Duration.ofDays(90);

    private final Sessions sessions = new Sessions();
    private final Jdbi jdbi;
    private final Clock clock;
    private final Accounts accounts;
    private final PasswordCheck passwords;
    private final SignInThrottle throttle;
    private final ServiceClients clients;
    private final AccessTokens tokens;
    private final AuditTrail trail;

    public SignIn(
            Jdbi jdbi,
            Clock clock,
            Accounts accounts,
            PasswordCheck passwords,
            SignInThrottle throttle,
            ServiceClients clients,
            AccessTokens tokens,
            AuditTrail trail) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.accounts = accounts;
        this.passwords = passwords;
        this.throttle = throttle;
        this.clients = clients;
        this.tokens = tokens;
        this.trail = trail;
    }

    /** Empty for an e-mail and a password that do not belong together. */
    public Optional<Tokens> withPassword(Email email, String password, Origin origin) {
        Optional<Credential> shown = passwords.owner(email, password, origin);
        Optional<Tokens> tokens = shown.flatMap(credential -> begin(credential, origin));
        // the hash was replaced meanwhile: by a better one of the same password, or by another password's
        return shown.isEmpty() || tokens.isPresent()
                ? tokens
                : passwords.owner(email, password, origin).flatMap(credential -> begin(credential, origin));
    }

    private Optional<Tokens> begin(Credential credential, Origin origin) {
        UUID owner = credential.customerId();
        return jdbi.inTransaction(transaction -> {
            // whoever deletes the account or sets another password finds the session, or is found
            Optional<Customer> customer = accounts.owner(transaction, credential);
            if (customer.isEmpty()) {
                return Optional.empty();
            }
            Session session = new Session(Uuid7.next(), owner, clock.instant());
            sessions.begin(transaction, session);
            trail.note(transaction, SecurityEvent.SIGNED_IN.own(owner, origin));
            return Optional.of(next(transaction, session, customer.get()));
        });
    }

    /** Empty for a token that is not good any more, or never was. */
    public Optional<Tokens> withRefreshToken(RefreshToken token, Origin origin) {
        return jdbi.inTransaction(transaction -> {
            Optional<Session> found = sessions.lock(transaction, token)
                    .filter(session -> session.begun().plus(SESSION_LIFE).isAfter(clock.instant()));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Session session = found.get();
            Use use = sessions.use(transaction, token, clock.instant());
            if (use == Use.AGAIN) {
                sessions.end(transaction, session.sessionId());
                trail.note(
                        transaction,
                        SecurityEvent.TOKEN_REUSED
                                .by(null, session.customerId(), origin)
                                .with(session.sessionId().toString()));
            }
            if (use != Use.FIRST) {
                return Optional.empty();
            }
            trail.note(transaction, SecurityEvent.TOKEN_REFRESHED.own(session.customerId(), origin));
            return accounts.find(transaction, session.customerId())
                    .map(customer -> next(transaction, session, customer));
        });
    }

    private Tokens next(Handle transaction, Session session, Customer customer) {
        RefreshToken refresh = RefreshToken.make();
        Instant last = session.begun().plus(SESSION_LIFE);
        Instant end = clock.instant().plus(REFRESH_LIFE);
        sessions.add(transaction, session.sessionId(), refresh, end.isBefore(last) ? end : last);
        String access = tokens.make(customer.customerId(), SHOP, customer.roles());
        return new Tokens(access, Optional.of(refresh), tokens.life());
    }

    /** Empty for a client that is not configured, or another secret. Services get no refresh token: they have a secret. */
    public Optional<Tokens> withSecret(String clientId, String secret, Origin origin) {
        Attempt attempt = throttle.begin(origin);
        Optional<UUID> client = clients.authenticate(clientId, secret);
        if (client.isPresent()) {
            attempt.notMade();
            AuditNote signedIn =
                    SecurityEvent.SIGNED_IN.own(client.get(), origin).with(clientId);
            jdbi.useTransaction(transaction -> trail.note(transaction, signedIn));
        } else {
            attempt.failed();
            AuditNote failed =
                    SecurityEvent.SIGN_IN_FAILED.by(null, null, origin).with("service client");
            jdbi.useTransaction(transaction -> trail.note(transaction, failed));
        }
        return client.map(
                id -> new Tokens(tokens.make(id, clientId, Set.of(Role.SERVICE)), Optional.empty(), tokens.life()));
    }

    /** Ends the token's family, if there is one. */
    public void out(RefreshToken token, Origin origin) {
        jdbi.useTransaction(transaction -> {
            sessions.lock(transaction, token).ifPresent(session -> {
                sessions.end(transaction, session.sessionId());
                trail.note(transaction, SecurityEvent.SIGNED_OUT.own(session.customerId(), origin));
            });
        });
    }
}
