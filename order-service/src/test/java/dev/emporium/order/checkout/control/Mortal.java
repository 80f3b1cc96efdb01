package dev.emporium.order.checkout.control;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * The connection of a process that dies at a commit: before the server has heard of it, or before anybody else hears of it.
 * For one thread, which opens it again and again.
 */
final class Mortal implements ConnectionFactory, AutoCloseable {
    private final String url;
    private final Fate fate;
    private Connection real;

    Mortal(String url, Fate fate) {
        this.url = url;
        this.fate = fate;
    }

    /** What dies with everything that it had in memory. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("dead", null, false, false);
        }
    }

    /** Where it strikes. */
    interface Fate {
        /** @throws Death when it is here */
        void comes(Point point);
    }

    /** Where somebody can die. */
    enum Point {
        BEFORE_COMMIT,
        AFTER_COMMIT,
        /** The message is with Kafka, and still in the outbox. */
        SENT
    }

    @Override
    public void close() throws SQLException {
        if (real != null) {
            real.close();
        }
    }

    @Override
    public Connection openConnection() throws SQLException {
        real = real == null ? DriverManager.getConnection(url, "postgres", "") : real;
        return (Connection) Proxy.newProxyInstance(
                Mortal.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> invoke(method, arguments));
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("close")) {
            return null;
        }
        if (method.getName().equals("prepareStatement") && real.getAutoCommit() && writes((String) arguments[0])) {
            PreparedStatement statement = (PreparedStatement) call(real, method, arguments);
            return Proxy.newProxyInstance(
                    Mortal.class.getClassLoader(),
                    new Class<?>[] {PreparedStatement.class},
                    (proxy, asked, values) -> asked.getName().equals("execute")
                            ? commit(statement, asked, values)
                            : call(statement, asked, values));
        }
        return method.getName().equals("commit") ? commit(real, method, arguments) : call(real, method, arguments);
    }

    /** What writes outside of a transaction commits by itself. */
    private static boolean writes(String sql) {
        return sql.contains("insert into ") || sql.contains("update ") || sql.contains("delete from ");
    }

    private Object commit(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            fate.comes(Point.BEFORE_COMMIT);
        } catch (Death death) {
            // the server rolls back when the line is cut
            real.abort(Runnable::run);
            throw death;
        }
        Object done = call(target, method, arguments);
        fate.comes(Point.AFTER_COMMIT);
        return done;
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
