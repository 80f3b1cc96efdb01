package dev.emporium.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.customer.Desk.Reply;
import dev.emporium.platform.testing.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartIT {
    @ParameterizedTest
    @CsvSource({
        "encryptionKey=, KEY_ENCRYPTION_KEY",
        "encryptionKey=c2hvcnQ=, KEY_ENCRYPTION_KEY",
        "serviceClients=order-service:short, SERVICE_CLIENT_SECRETS",
        "trustedProxies=everybody, TRUSTED_PROXIES",
        "firstAdmin.password=short, FIRST_ADMIN_PASSWORD",
        "firstAdmin.password=password1234, FIRST_ADMIN_PASSWORD",
        "firstAdmin.password=, FIRST_ADMIN_PASSWORD) must be given",
        "firstAdmin.email=, FIRST_ADMIN_EMAIL) must be given",
        "firstAdmin.email=nobody, FIRST_ADMIN_EMAIL",
        "passwords.memoryKib=1024, memoryKib",
        "tokens.issuer=, issuer"
    })
    void refusesToStartWithAWrongSettingAndSaysWhich(String setting, String name) {
        assertThatThrownBy(() -> new Desk(setting).close()).hasStackTraceContaining(name);
    }

    @Test
    void refusesToStartWithAnotherEncryptionKeyThanTheDatabaseWasMadeWith() {
        TestPostgres postgres = TestPostgres.create();
        new Desk(postgres).close();
        String another = "YWJjZGVmMDEyMzQ1Njc4OTAxMjM0NTY3ODlhYmNkZWY=";
        assertThatThrownBy(() -> new Desk(postgres, "encryptionKey=" + another).close())
                .hasStackTraceContaining("does not open the signing key");
    }

    @Test
    void makesTheFirstAdminOnceAndGoesOnSigningWithTheSameKey() {
        TestPostgres postgres = TestPostgres.create();
        String token;
        try (Desk first = new Desk(postgres)) {
            token = first.admin();
            assertThat(first.as(token, "GET", "/me", null).body().at("/roles").toString())
                    .isEqualTo("[\"customer\",\"staff\",\"admin\"]");
        }
        try (Desk second = new Desk(postgres, "firstAdmin.password=another long phrase")) {
            assertThat(second.as(token, "GET", "/me", null).status()).isEqualTo(200);
            assertThat(second.signIn(Desk.ADMIN, Desk.PASSWORD).status()).isEqualTo(200);
            assertThat(second.rows(Integer.class, "select count(*) from customers"))
                    .containsExactly(1);
        }
    }

    @Test
    void givesTheFirstAdminsAccountToWhoeverConfiguredIt() {
        TestPostgres postgres = TestPostgres.create();
        String refresh;
        try (Desk before = new Desk(postgres, "firstAdmin.email=", "firstAdmin.password=")) {
            before.send(
                    "POST",
                    "/",
                    "{\"email\": \"%s\", \"password\": \"the squatter's phrase\", \"name\": \"X\"}"
                            .formatted(Desk.ADMIN));
            refresh = before.signIn(Desk.ADMIN, "the squatter's phrase").text("/refresh_token");
            assertThat(refresh).isNotEmpty();
        }
        try (Desk after = new Desk(postgres)) {
            assertThat(after.signIn(Desk.ADMIN, "the squatter's phrase").status())
                    .isEqualTo(401);
            assertThat(after.refresh(refresh).status()).isEqualTo(401);
            assertThat(after.as(after.admin(), "GET", "/", null).status()).isEqualTo(200);
        }
    }

    @Test
    void makesDemoAccountsOnlyWhenAsked() {
        try (Desk plain = new Desk("demoAccounts=false")) {
            assertThat(plain.signIn("customer@emporium.example", "demo-customer-password")
                            .status())
                    .isEqualTo(401);
            try (Desk demo = new Desk(plain.postgres, "demoAccounts=true")) {
                assertRoles(demo, "customer", "[\"customer\"]");
                assertRoles(demo, "staff", "[\"customer\",\"staff\"]");
                assertRoles(demo, "admin", "[\"customer\",\"staff\",\"admin\"]");
            }
            try (Desk again = new Desk(plain.postgres, "demoAccounts=true")) {
                assertThat(again.rows(Integer.class, "select count(*) from customers"))
                        .containsExactly(4);
            }
        }
    }

    @Test
    void makesTheFirstAdminBesideTheDemoAccountsAndEndsThoseWhenTheyAreSwitchedOff() {
        TestPostgres postgres = TestPostgres.create();
        String refresh;
        new Desk(postgres, "demoAccounts=true", "firstAdmin.email=", "firstAdmin.password=").close();
        try (Desk demo = new Desk(postgres, "demoAccounts=true")) {
            assertThat(demo.signIn(Desk.ADMIN, Desk.PASSWORD).status()).isEqualTo(200);
            refresh =
                    demo.signIn("staff@emporium.example", "demo-staff-password").text("/refresh_token");
        }
        try (Desk plain = new Desk(postgres, "demoAccounts=false")) {
            for (String who : new String[] {"customer", "staff", "admin"}) {
                assertThat(plain.signIn(who + "@emporium.example", "demo-" + who + "-password")
                                .status())
                        .as(who)
                        .isEqualTo(401);
            }
            assertThat(plain.refresh(refresh).status()).isEqualTo(401);
            assertThat(plain.rows(Integer.class, "select count(*) from customers where 'staff' = any (roles)"))
                    .containsExactly(1);
            assertThat(plain.signIn(Desk.ADMIN, Desk.PASSWORD).status()).isEqualTo(200);
        }
        try (Desk again = new Desk(postgres, "demoAccounts=true")) {
            assertRoles(again, "staff", "[\"customer\",\"staff\"]");
            assertThat(again.rows(Integer.class, "select count(*) from customers"))
                    .containsExactly(4);
        }
    }

    @Test
    void refusesADemoAccountAsTheFirstAdmin() {
        assertThatThrownBy(() -> new Desk("demoAccounts=true", "firstAdmin.email=admin@emporium.example").close())
                .hasStackTraceContaining("DEMO_ACCOUNTS");
    }

    private static void assertRoles(Desk demo, String who, String roles) {
        Reply tokens = demo.signIn(who + "@emporium.example", "demo-" + who + "-password");
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(demo.as(tokens.text("/access_token"), "GET", "/me", null)
                        .body()
                        .at("/roles")
                        .toString())
                .isEqualTo(roles);
    }
}
