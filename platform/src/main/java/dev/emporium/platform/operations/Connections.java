package dev.emporium.platform.operations;

import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Those of the pool. One that is not to be had comes to no statement that {@link Statements} could time, and is a call of the
 * database that has failed all the same. Thread safe.
 */
public final class Connections implements ConnectionFactory {
    private final DataSource pool;
    private volatile Dependency database;

    public Connections(DataSource pool) {
        this.pool = pool;
    }

    /** Has those that are not to be had counted from now on. */
    public void count(Dependency failing) {
        database = failing;
    }

    @Override
    public Connection openConnection() throws SQLException {
        long start = System.nanoTime();
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            Dependency counted = database;
            if (counted != null) {
                counted.answered(Outcome.FAILURE, start);
            }
            throw e;
        }
    }
}
