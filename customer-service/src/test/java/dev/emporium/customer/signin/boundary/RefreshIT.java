package dev.emporium.customer.signin.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RefreshIT {
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    @Test
    void givesANewTokenForEachUse() {
        Person person = desk.newcomer();
        Reply first = desk.refresh(person.refreshToken());
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text("/refresh_token")).isNotEqualTo(person.refreshToken());
        Reply second = desk.refresh(first.text("/refresh_token"));
        assertThat(second.status()).isEqualTo(200);
        assertThat(desk.as(second.text("/access_token"), "GET", "/me", null).status())
                .isEqualTo(200);
        assertThat(desk.events(person.id())).contains("token_refreshed");
    }

    @Test
    void endsTheWholeFamilyWhenAnOldTokenComesAgain() {
        Person person = desk.newPerson();
        String other = desk.signIn(person.email(), Desk.PASSWORD).text("/refresh_token");
        String second = desk.refresh(person.refreshToken()).text("/refresh_token");
        String third = desk.refresh(second).text("/refresh_token");
        assertThat(desk.refresh(person.refreshToken()).status()).isEqualTo(401);
        assertThat(desk.refresh(third).status()).isEqualTo(401);
        assertThat(desk.refresh(other).status()).isEqualTo(200);
        assertThat(desk.events(person.id())).contains("token_reused");
    }

    @RepeatedTest(5)
    void letsOneOfManyWinAndEndsTheFamilyAllTheSame() {
        Person person = desk.newPerson();
        List<Reply> replies = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> desk.refresh(person.refreshToken()))
                .toList();
        List<Reply> winners =
                replies.stream().filter(reply -> reply.status() == 200).toList();
        assertThat(winners).hasSize(1);
        assertThat(replies).allMatch(reply -> reply.status() == 200 || reply.status() == 401);
        assertThat(desk.refresh(winners.get(0).text("/refresh_token")).status()).isEqualTo(401);
    }

    @Test
    void refusesATokenThatHasExpiredOrNeverWas() {
        Person person = desk.newPerson();
        desk.database.useHandle(
                handle -> handle.execute("update refresh_tokens set expires_at = now() - interval '1 second'"));
        assertThat(desk.refresh(person.refreshToken()).status()).isEqualTo(401);
        assertThat(desk.refresh("never was").status()).isEqualTo(401);
    }

    @Test
    void keepsNoTokenInTheDatabase() {
        Person person = desk.newPerson();
        assertThat(desk.rows(
                        Integer.class,
                        "select count(*) from refresh_tokens where token_hash = sha256(?::bytea)",
                        person.refreshToken()))
                .containsExactly(1);
    }
}
