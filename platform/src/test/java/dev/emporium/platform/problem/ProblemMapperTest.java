package dev.emporium.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemMapperTest {
    @ParameterizedTest
    @CsvSource({"08001,503", "08006,503", "57P01,503", "53300,503", "40P01,503", "22021,422", "23505,500", "42601,500"})
    void judgesTheDatabaseByItsState(String state, int status) {
        assertThat(ProblemMapper.problem(new IllegalStateException(new SQLException("words", state)))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void takesAnExhaustedPoolForUnavailable() {
        ProblemException problem = ProblemMapper.problem(new ConnectionException(new SQLException("pool empty")));
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void findsAProblemThatWasWrapped() {
        ProblemException problem = ProblemException.of(409, "taken", "It is taken.");
        assertThat(ProblemMapper.problem(new CompletionException(problem))).isSameAs(problem);
    }

    @Test
    void saysNothingOfAnUnexpectedFailure() {
        ProblemException problem = ProblemMapper.problem(new IllegalStateException("secret"));
        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.getMessage()).doesNotContain("secret");
    }

    @Test
    void roundsTheWaitUp() {
        ProblemException problem = ProblemException.of(429, "slow_down", "Slow down.");
        assertThat(problem.withRetryAfter(Duration.ofMillis(1001)).headers()).containsEntry("Retry-After", "2");
        assertThat(problem.withRetryAfter(Duration.ofSeconds(3)).headers()).containsEntry("Retry-After", "3");
    }

    @Test
    void tellsNobodyToComeBackEarlier() {
        ProblemException problem = ProblemException.of(429, "slow_down", "Slow down.");
        assertThat(problem.withRetryAfter(Duration.ofSeconds(-3)).headers()).containsEntry("Retry-After", "0");
    }
}
