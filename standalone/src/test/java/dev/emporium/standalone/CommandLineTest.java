package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.standalone.CommandLine.Action;
import dev.emporium.standalone.CommandLine.Option;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @Test
    void startsWhenNothingElseIsAsked() {
        assertThat(CommandLine.parse(List.of())).hasValue(new CommandLine(Action.START, Set.of(), null, null));
        assertThat(CommandLine.parse(List.of("--detach", "--fresh", "--logs")))
                .hasValue(new CommandLine(Action.START, Set.of(Option.FRESH, Option.DETACH, Option.LOGS), null, null));
    }

    @Test
    void knowsItsCommands() {
        assertThat(CommandLine.parse(List.of("stop")))
                .hasValueSatisfying(command -> assertThat(command.action()).isEqualTo(Action.STOP));
        assertThat(CommandLine.parse(List.of("status")))
                .hasValueSatisfying(command -> assertThat(command.action()).isEqualTo(Action.STATUS));
        assertThat(CommandLine.parse(List.of("--help")))
                .hasValueSatisfying(command -> assertThat(command.action()).isEqualTo(Action.HELP));
        assertThat(CommandLine.parse(List.of("logs", "kafka", "--follow")))
                .hasValue(new CommandLine(Action.LOGS, Set.of(Option.FOLLOW), "kafka", null));
        assertThat(CommandLine.parse(List.of("logs"))).hasValue(new CommandLine(Action.LOGS, Set.of(), null, null));
        assertThat(CommandLine.parse(List.of("logs", "--request", "r1")))
                .hasValue(new CommandLine(Action.LOGS, Set.of(), null, "r1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "restart",
                "--fast",
                "stop now",
                "status --fresh",
                "logs a b",
                "logs --tail",
                "logs --request",
                "--follow",
                "--fresh stop"
            })
    void refusesWhatItDoesNotKnow(String line) {
        assertThat(CommandLine.parse(List.of(line.split(" ")))).isEmpty();
    }
}
