package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Every route that a service describes, asked by everybody: what is answered is what the table says. A route that nobody
 * has thought about fails.
 */
@OnThePlatform
@TestInstance(Lifecycle.PER_CLASS)
class AccessMatrixIT {
    private final Platform platform;
    private final Http http;
    private AccessMatrix matrix;
    private Set<String> routes;
    private Everybody everybody;

    AccessMatrixIT(Platform platform) {
        this.platform = platform;
        this.http = new Http(platform.gateway());
    }

    @BeforeAll
    void describe() throws Exception {
        matrix = AccessMatrix.read();
        routes = new TreeSet<>();
        for (String collection : Platform.COLLECTIONS) {
            Operation.of(http, collection).forEach(operation -> routes.add(operation.route()));
        }
        everybody = Everybody.at(platform);
    }

    @Test
    void hasARowForEachRouteAndNoOther() {
        assertThat(matrix.routes()).containsExactlyInAnyOrderElementsOf(routes);
    }

    /** If this failed, the wrong tokens would prove nothing. */
    @Test
    void forgesTokensThatAreRightButForWhatIsWrong() throws Exception {
        Answer answer = http.get("/customers/me", "Authorization", "Bearer " + everybody.copyOfARightToken());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> answersAsTheTableSays() {
        return matrix.routes().stream()
                .filter(routes::contains)
                .map(route -> DynamicTest.dynamicTest(route, () -> answersAsTheTableSays(route)));
    }

    private void answersAsTheTableSays(String route) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Bearer bearer : Bearer.values()) {
            Answer answer = everybody.ask(route, bearer);
            boolean refusal = answer.status() >= 400;
            String challenge = answer.header("WWW-Authenticate").orElse("");
            boolean challenged = challenge.contains("insufficient_scope")
                    ? answer.status() == 403
                    : !challenge.isEmpty() == (answer.status() == 401);
            // what is given may be a file
            boolean told = !refusal || answer.json().path("status").asInt() == answer.status();
            if (!matrix.allows(route, bearer, answer.status()) || !challenged || !told) {
                wrong.add(bearer + " should get " + matrix.rows().get(route).get(bearer) + ": " + answer);
            }
        }
        assertThat(wrong).as(route).isEmpty();
    }
}
