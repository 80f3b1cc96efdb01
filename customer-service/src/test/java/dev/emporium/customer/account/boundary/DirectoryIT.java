package dev.emporium.customer.account.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryIT {
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    private static Reply roles(String token, UUID id, String roles) {
        return desk.as(token, "PUT", "/" + id + "/roles", "{\"roles\": " + roles + "}");
    }

    @Test
    void listsEverybodyPageByPage() {
        String admin = desk.admin();
        for (int i = 0; i < 5; i++) {
            desk.register(Desk.newEmail());
        }
        List<String> ids = new ArrayList<>();
        String path = "/?limit=2";
        while (path != null) {
            Reply page = desk.as(admin, "GET", path, null);
            assertThat(page.status()).isEqualTo(200);
            page.body()
                    .at("/items")
                    .forEach(item -> ids.add(item.get("customer_id").asText()));
            String next = page.body().at("/next").asText(null);
            assertThat(page.header("Link").isEmpty()).isEqualTo(next == null);
            path = next == null ? null : "/?limit=2&cursor=" + next;
        }
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids).hasSizeGreaterThan(5);
        assertThat(ids)
                .hasSize(desk.rows(Integer.class, "select count(*) from customers")
                        .get(0));
    }

    @Test
    void findsByTheBeginningOfTheEmailOrTheName() {
        String admin = desk.admin();
        String unique = "q" + UUID.randomUUID().toString().substring(0, 8);
        desk.register(unique + "_1@example.com");
        String named = desk.register(Desk.newEmail()).text("/customer_id");
        desk.database.useHandle(handle -> handle.execute(
                "update customers set name = ? where customer_id = ?",
                unique.toUpperCase() + " Ümlaut",
                UUID.fromString(named)));
        assertThat(desk.as(admin, "GET", "/?q=" + unique.toUpperCase(), null)
                        .body()
                        .at("/items"))
                .hasSize(2);
        assertThat(desk.as(admin, "GET", "/?q=" + unique + "_1", null).body().at("/items"))
                .hasSize(1);
        assertThat(desk.as(admin, "GET", "/?q=" + unique + "%25", null).body().at("/items"))
                .isEmpty();
        assertThat(desk.as(admin, "GET", "/?q=%25", null).body().at("/items")).isEmpty();
        assertThat(desk.as(admin, "GET", "/?q=%5C", null).body().at("/items")).isEmpty();
    }

    @Test
    void looksUpPrefixesInIndexes() {
        desk.database.useHandle(handle -> {
            handle.execute(
                    """
                    insert into customers (customer_id, email, email_key, name, password_hash, roles)
                    select uuidv7(), 'x' || n || '@example.com', 'x' || n || '@example.com', 'Bulk ' || n, '-', '{customer}'
                    from generate_series(1, 20000) n
                    """);
            handle.execute("analyze customers");
        });
        String plan = String.join(
                "\n",
                desk.rows(
                        String.class,
                        """
                        explain select * from customers where erased_at is null
                        and (email_key like 'x1234%' or lower(name) like lower('x1234%'))
                        order by customer_id desc limit 21
                        """));
        assertThat(plan).contains("customers_email_key_prefix", "customers_name_prefix");
        desk.database.useHandle(handle -> handle.execute("delete from customers where password_hash = '-'"));
    }

    @Test
    void givesAndTakesRolesWithTheNextToken() throws Exception {
        String admin = desk.admin();
        Person person = desk.newPerson();
        assertThat(roles(admin, person.id(), "[\"staff\", \"customer\"]")
                        .body()
                        .at("/roles")
                        .toString())
                .isEqualTo("[\"customer\",\"staff\"]");
        Reply renewed = desk.refresh(person.refreshToken());
        assertThat(SignedJWT.parse(renewed.text("/access_token"))
                        .getJWTClaimsSet()
                        .getStringListClaim("roles"))
                .containsExactly("customer", "staff");
        roles(admin, person.id(), "[\"customer\"]");
        assertThat(SignedJWT.parse(desk.refresh(renewed.text("/refresh_token")).text("/access_token"))
                        .getJWTClaimsSet()
                        .getStringListClaim("roles"))
                .containsExactly("customer");
        assertThat(desk.events(person.id())).contains("roles_changed");
        assertThat(desk.rows(
                        String.class,
                        "select detail from audit_entries where subject_id = ? and action = 'roles_changed' order by entry_id",
                        person.id()))
                .containsExactlyInAnyOrder("customer -> customer,staff", "customer,staff -> customer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"service\"]", "[\"boss\"]", "null", "\"admin\"", "[null]"})
    void refusesRolesThatNobodyCanHave(String roles) {
        assertThat(roles(desk.admin(), desk.newPerson().id(), roles).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 401, 403",
        "GET, /?q=a, 401, 403",
        "GET, /audit, 401, 403",
        "POST, /keys/rotations, 401, 403",
        "PUT, /0193b3a0-0000-7000-8000-0000000000aa/roles, 401, 403"
    })
    void letsOnlyAdmins(String method, String path, int guest, int customer) {
        String body = method.equals("PUT") ? "{\"roles\": [\"admin\"]}" : null;
        assertThat(desk.send(method, path, body).status()).isEqualTo(guest);
        assertThat(desk.as(desk.newPerson().accessToken(), method, path, body).status())
                .isEqualTo(customer);
        String service = desk.client("order-service", "0123456789abcdef").text("/access_token");
        assertThat(desk.as(service, method, path, body).status()).isEqualTo(customer);
    }

    @Test
    void letsOneOfTwoAdminsWhoUnmakeEachOtherAtOnce() {
        Person one = desk.newAdmin();
        Person two = desk.newAdmin();
        List<Integer> statuses = List.of(List.of(one, two), List.of(two, one)).parallelStream()
                .map(pair -> roles(pair.get(0).accessToken(), pair.get(1).id(), "[\"customer\"]")
                        .status())
                .toList();
        assertThat(statuses).containsExactlyInAnyOrder(200, 403);
        desk.setRoles(one.id(), "customer");
        desk.setRoles(two.id(), "customer");
    }

    @Test
    void notesRolesOnlyWhenTheyChange() {
        Person person = desk.newPerson();
        assertThat(roles(desk.admin(), person.id(), "[\"customer\"]").body().at("/roles"))
                .hasSize(1);
        assertThat(desk.events(person.id())).doesNotContain("roles_changed");
    }

    @Test
    void keepsTheLastAdmin() {
        String admin = desk.admin();
        UUID me = UUID.fromString(desk.as(admin, "GET", "/me", null).text("/customer_id"));
        assertThat(roles(admin, me, "[\"customer\"]").text("/code")).isEqualTo("last_admin");
        assertThat(roles(admin, UUID.randomUUID(), "[\"customer\"]").status()).isEqualTo(404);
    }

    @Test
    void leavesOneOfManyAdminsWhoUnmakeThemselvesAtOnce() {
        UUID root = UUID.fromString(desk.as(desk.admin(), "GET", "/me", null).text("/customer_id"));
        List<Person> admins = new ArrayList<>(List.of(new Person(root, Desk.ADMIN, desk.admin(), null)));
        for (int i = 0; i < 3; i++) {
            admins.add(desk.newAdmin());
        }
        List<Integer> statuses = admins.parallelStream()
                .map(admin ->
                        roles(admin.accessToken(), admin.id(), "[\"customer\"]").status())
                .toList();
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(3);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(1);
        assertThat(desk.rows(Integer.class, "select count(*) from customers where 'admin' = any (roles)"))
                .containsExactly(1);
        desk.database.useHandle(handle -> handle.execute(
                """
                update customers set roles = case when customer_id = ? then '{admin,customer,staff}'::text[]
                    else '{customer}' end
                """,
                root));
    }
}
