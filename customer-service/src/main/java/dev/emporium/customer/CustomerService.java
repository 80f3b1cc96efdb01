package dev.emporium.customer;

import dev.emporium.customer.account.boundary.AddressesResource;
import dev.emporium.customer.account.boundary.ContactResource;
import dev.emporium.customer.account.boundary.CustomersResource;
import dev.emporium.customer.account.boundary.MeResource;
import dev.emporium.customer.account.control.AccountEvents;
import dev.emporium.customer.account.control.Accounts;
import dev.emporium.customer.account.control.Addresses;
import dev.emporium.customer.account.control.CreateOnce;
import dev.emporium.customer.account.control.Directory;
import dev.emporium.customer.account.control.FirstAccounts;
import dev.emporium.customer.account.control.OwnAccount;
import dev.emporium.customer.account.control.Registration;
import dev.emporium.customer.account.control.SessionEnd;
import dev.emporium.customer.audit.control.Pseudonyms;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.credential.control.PasswordCheck;
import dev.emporium.customer.credential.control.PasswordHashing;
import dev.emporium.customer.credential.control.SignInThrottle;
import dev.emporium.customer.key.boundary.KeysResource;
import dev.emporium.customer.key.control.AccessTokens;
import dev.emporium.customer.key.control.SigningKeys;
import dev.emporium.customer.key.entity.KeySeal;
import dev.emporium.customer.signin.boundary.TokensResource;
import dev.emporium.customer.signin.control.ServiceClients;
import dev.emporium.customer.signin.control.SessionUpkeep;
import dev.emporium.customer.signin.control.SignIn;
import dev.emporium.customer.signin.entity.Sessions;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Worker;
import dev.emporium.platform.audit.AuditResource;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.documentation.StartPage;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.messaging.Messaging;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.EmporiumService;
import java.time.Duration;

/** Customers: their accounts, and the tokens by which all services know who calls. */
public final class CustomerService extends EmporiumService<CustomerConfiguration> {
    public CustomerService() {
        super("customer-service", "customers", CustomerConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new CustomerService().start(arguments);
    }

    @Override
    protected void assemble(CustomerConfiguration configuration, Platform platform) {
        AuditTrail trail = new AuditTrail(platform.jdbi(), SecurityEvent::tell);
        Directory directory = new Directory(platform.jdbi(), trail);
        byte[] secret = KeySeal.decode(configuration.encryptionKey);
        Pseudonyms pseudonyms = new Pseudonyms(secret);
        SigningKeys keys = new SigningKeys(
                platform.jdbi(),
                platform.clock(),
                KeySeal.of(secret),
                directory::requireAdmin,
                trail,
                configuration.keys);
        Security.install(platform, configuration.getTokens(), keys.source());
        platform.signInAt(platform.rootPath().uri("tokens").toString());
        StartPage.install(platform, FrontPage.html(configuration.demoAccounts));
        Accounts accounts = new Accounts();
        PasswordHashing hashing = new PasswordHashing(configuration.passwords, platform.metrics());
        platform.meters().pool("password-hashes", hashing.turns());
        SignInThrottle throttle =
                new SignInThrottle(platform.jdbi(), platform.clock(), pseudonyms, configuration.throttle);
        PasswordCheck passwords = new PasswordCheck(platform.jdbi(), throttle, hashing, pseudonyms, accounts, trail);
        accounts(configuration, platform, directory, hashing, throttle, passwords, pseudonyms, trail);
        signIn(configuration, platform, accounts, throttle, passwords, keys, trail);
        platform.resource(new KeysResource(keys, platform.rootPath()));
        platform.resource(new AuditResource(trail, platform.rootPath(), directory::requireAdmin));
        upkeep(configuration, platform, keys, throttle, trail);
    }

    private static void accounts(
            CustomerConfiguration configuration,
            Platform platform,
            Directory directory,
            PasswordHashing hashing,
            SignInThrottle throttle,
            PasswordCheck passwords,
            Pseudonyms pseudonyms,
            AuditTrail trail) {
        SessionEnd sessions = new Sessions()::endAll;
        CreateOnce once = new CreateOnce(new Idempotency(platform.json()), pseudonyms);
        AccountEvents told = new AccountEvents(new Messaging(platform, configuration.getKafka()).outbox());
        Registration registration = new Registration(platform.jdbi(), hashing, throttle, once, told, trail);
        OwnAccount account = new OwnAccount(platform.jdbi(), passwords, hashing, throttle, sessions, once, told, trail);
        platform.resource(new CustomersResource(registration, directory, platform.rootPath()));
        platform.resource(new ContactResource(directory));
        platform.resource(new MeResource(account));
        platform.resource(new AddressesResource(new Addresses(platform.jdbi(), once), platform.rootPath()));
        firstAccounts(configuration, new FirstAccounts(platform.jdbi(), hashing, sessions, told, trail));
    }

    private static void firstAccounts(CustomerConfiguration configuration, FirstAccounts accounts) {
        configuration.firstAdmin.requireBothOrNeither();
        if (configuration.demoAccounts) {
            accounts.makeDemoAccounts();
        } else {
            accounts.endDemoAccounts();
        }
        if (configuration.firstAdmin.isGiven()) {
            accounts.makeAdmin(
                    configuration.firstAdmin.address(configuration.demoAccounts), configuration.firstAdmin.password());
        }
    }

    private static void signIn(
            CustomerConfiguration configuration,
            Platform platform,
            Accounts accounts,
            SignInThrottle throttle,
            PasswordCheck passwords,
            SigningKeys keys,
            AuditTrail trail) {
        AccessTokens tokens = new AccessTokens(keys, configuration.getTokens(), platform.clock());
        ServiceClients clients = new ServiceClients(configuration.serviceClients);
        SignIn signIn =
                new SignIn(platform.jdbi(), platform.clock(), accounts, passwords, throttle, clients, tokens, trail);
        platform.resource(new TokensResource(signIn));
    }

    private static void upkeep(
            CustomerConfiguration configuration,
            Platform platform,
            SigningKeys keys,
            SignInThrottle throttle,
            AuditTrail trail) {
        Duration reload = configuration.keys.reload().toJavaDuration();
        platform.manage(Worker.every("signing-keys", reload, reload, keys::tend));
        platform.manage(Worker.every(
                "session-upkeep",
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                new SessionUpkeep(platform.jdbi(), platform.clock(), throttle, trail)));
    }
}
