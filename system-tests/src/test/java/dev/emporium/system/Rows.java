package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the databases of a platform contain. */
public final class Rows {
    private final Platform platform;
    private Map<String, Connection> held;

    public Rows(Platform platform) {
        this.platform = platform;
    }

    /** Who looks at them. */
    interface Look {
        void look() throws SQLException;
    }

    /** With one connection to each database for all that is looked at: to open one takes longer than most looks. */
    void together(Look looks) throws SQLException {
        held = new HashMap<>();
        try {
            looks.look();
        } finally {
            for (Connection connection : held.values()) {
                connection.close();
            }
            held = null;
        }
    }

    /** @throws AssertionError for what there should not be */
    public void none(String database, String fault, String sql) throws SQLException {
        assertThat(of(database, sql)).as(fault).isEmpty();
    }

    /** Each row as text, its columns separated by blanks. */
    public List<String> of(String database, String sql, String... parameters) throws SQLException {
        if (held == null) {
            try (Connection connection = platform.database(database)) {
                return of(connection, sql, parameters);
            }
        }
        if (!held.containsKey(database)) {
            held.put(database, platform.database(database));
        }
        return of(held.get(database), sql, parameters);
    }

    private static List<String> of(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(row(result));
                }
            }
            return rows;
        }
    }

    private static String row(ResultSet result) throws SQLException {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.append(i == 1 ? "" : " ").append(result.getString(i));
        }
        return row.toString();
    }
}
