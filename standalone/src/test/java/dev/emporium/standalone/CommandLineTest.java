package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emporium.standalone.CommandLine.Action;
import dev.emporium.standalone.CommandLine.Option;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    @Test
    void startsWhenNothingElseIsAsked() {
        assertThat(CommandLine.parse(List.of())).isEqualTo(new CommandLine(Action.START, Set.of(), null, null));
        assertThat(CommandLine.parse(List.of("--detach", "--fresh", "--logs")))
                .isEqualTo(new CommandLine(Action.START, Set.of(Option.FRESH, Option.DETACH, Option.LOGS), null, null));
        assertThat(CommandLine.parse(List.of("--observability")))
                .isEqualTo(new CommandLine(Action.START, Set.of(Option.LOGS, Option.OBSERVABILITY), null, null));
        assertThat(CommandLine.parse(List.of("--detach", "--search", "elasticsearch", "--fresh")))
                .isEqualTo(
                        new CommandLine(Action.START, Set.of(Option.SEARCH, Option.DETACH, Option.FRESH), null, null));
        assertThat(Option.SEARCH.words()).containsExactly("--search", "elasticsearch");
    }

    @Test
    void knowsItsCommands() {
        assertThat(CommandLine.parse(List.of("stop")).action()).isEqualTo(Action.STOP);
        assertThat(CommandLine.parse(List.of("status")).action()).isEqualTo(Action.STATUS);
        assertThat(CommandLine.parse(List.of("logs", "kafka", "--follow")))
                .isEqualTo(new CommandLine(Action.LOGS, Set.of(Option.FOLLOW), "kafka", null));
        assertThat(CommandLine.parse(List.of("logs"))).isEqualTo(new CommandLine(Action.LOGS, Set.of(), null, null));
        assertThat(CommandLine.parse(List.of("logs", "--request", "r1")))
                .isEqualTo(new CommandLine(Action.LOGS, Set.of(), null, "r1"));
        assertThat(CommandLine.parse(List.of("--tracing")))
                .isEqualTo(new CommandLine(Action.START, Set.of(Option.TRACING), null, null));
        assertThat(CommandLine.parse(List.of("trace", "--request", "r1")))
                .isEqualTo(new CommandLine(Action.TRACE, Set.of(), null, "r1"));
    }

    @ParameterizedTest
    @CsvSource({
        "restart,There is no command restart",
        "--fast,\"start\" does not take --fast",
        "--detach --fast,\"start\" does not take --fast",
        "stop now,\"stop\" does not take now",
        "status --fresh,\"status\" does not take --fresh",
        "logs a b,\"logs\" does not take b",
        "logs --tail,\"logs\" does not take --tail",
        "logs --request,--request needs the id of a request",
        "logs --request --follow,--request needs the id of a request",
        "logs --request r1 --follow,\"logs\" does not take --follow",
        "trace,--request needs the id of a request",
        "trace --request r1 --follow,\"trace\" does not take --follow",
        "--search,--search takes elasticsearch; without it PostgreSQL searches",
        "--search solr,--search takes elasticsearch; without it PostgreSQL searches",
        "--follow,\"start\" does not take --follow",
        "--fresh stop,\"start\" does not take stop"
    })
    void namesWhatItDoesNotKnow(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.parse(List.of(line.split(" "))))
                .withMessage(message);
    }
}
