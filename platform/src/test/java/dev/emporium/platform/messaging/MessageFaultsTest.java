package dev.emporium.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import dev.emporium.platform.Transience;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFaultsTest {
    @ParameterizedTest
    @ValueSource(strings = {"22003", "22021", "22P02", "22001", "23502", "23503", "23505", "23514"})
    void whatTheDatabaseCannotHoldIsTheMessagesFault(String state) {
        assertThat(MessageFaults.areOfTheMessage(said(state))).isTrue();
    }

    /** Outage: all that needs the database fares the same. Passing: worth another try at once. */
    @ParameterizedTest
    @CsvSource({
        // no connection, and none for us: role without login, password, database
        "08006, true, true",
        "28000, true, true",
        "28P01, true, true",
        "3D000, true, true",
        // resources, operators, the system; sessions that stood still
        "53100, true, true",
        "53300, true, true",
        "57P01, true, true",
        "57P03, true, true",
        "57P05, true, true",
        "58030, true, true",
        "25006, true, true",
        "25P03, true, true",
        "40001, false, true",
        "40P01, false, true",
        "55P03, false, true",
        "57014, false, true",
        // somebody has to mend these, and no message is to be lost meanwhile: rights, schema, plans, functions
        "42501, false, false",
        "42P01, false, false",
        "42703, false, false",
        "0A000, false, false",
        "P0001, false, false",
        "XX000, false, false",
        "25P02, false, false"
    })
    void whateverElseItSaysIsNot(String state, boolean outage, boolean passing) {
        assertThat(MessageFaults.areOfTheMessage(said(state))).isFalse();
        assertThat(Transience.isOutage(said(state))).isEqualTo(outage);
        assertThat(Transience.isTransient(said(state))).isEqualTo(passing);
    }

    @Test
    void aPoolThatHasNoConnectionIsAnOutage() {
        Throwable exhausted = new ConnectionException(new SQLException("none left"));
        assertThat(MessageFaults.areOfTheMessage(exhausted)).isFalse();
        assertThat(Transience.isOutage(exhausted)).isTrue();
    }

    @Test
    void whatCannotBeReadOrIsRefusedIsTheMessagesFault() {
        assertThat(MessageFaults.areOfTheMessage(new InvalidMessageException("no")))
                .isTrue();
        assertThat(MessageFaults.areOfTheMessage(new IllegalStateException(new JsonParseException(null, "no"))))
                .isTrue();
        assertThat(MessageFaults.areOfTheMessage(new IllegalArgumentException("less than nothing")))
                .isTrue();
    }

    @Test
    void aFaultOfOursIsNot() {
        assertThat(MessageFaults.areOfTheMessage(new NullPointerException())).isFalse();
        assertThat(MessageFaults.areOfTheMessage(new IllegalStateException())).isFalse();
        assertThat(MessageFaults.areOfTheMessage(new StackOverflowError())).isFalse();
    }

    private static Throwable said(String state) {
        return new UnableToExecuteStatementException(new SQLException("said", state), null);
    }
}
