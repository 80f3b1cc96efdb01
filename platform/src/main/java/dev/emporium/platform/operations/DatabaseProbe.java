package dev.emporium.platform.operations;

import io.dropwizard.db.DataSourceFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * Asks whether the database answers, at most once a second and never for longer than about two. It has a connection of
 * its own: a pool that is busy is a reason to wait, not a reason to take the last replica out of service. Thread safe.
 */
public final class DatabaseProbe implements AutoCloseable {
    private static final int SECONDS = 1;

    private final String url;
    private final Properties properties = new Properties();
    private Connection connection;
    private boolean answered;
    private long askedAt = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

    public DatabaseProbe(DataSourceFactory database) {
        this.url = database.getUrl();
        properties.putAll(database.getProperties());
        put("user", database.getUser());
        put("password", database.getPassword());
        for (String timeout : new String[] {"connectTimeout", "socketTimeout", "loginTimeout"}) {
            properties.setProperty(timeout, Integer.toString(SECONDS));
        }
        properties.setProperty("ApplicationName", "readiness");
    }

    public synchronized boolean answers() {
        if (System.nanoTime() - askedAt > TimeUnit.SECONDS.toNanos(1)) {
            answered = ask();
            askedAt = System.nanoTime();
        }
        return answered;
    }

    private boolean ask() {
        try {
            if (connection == null) {
                connection = DriverManager.getConnection(url, properties);
            }
            if (connection.isValid(SECONDS)) {
                return true;
            }
        } catch (SQLException e) {
            // not answering is an answer
        }
        close();
        return false;
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // it is gone either way
            }
            connection = null;
        }
    }

    private void put(String key, String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }
}
