package dev.emporium.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.TestDatabase;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A statement says for itself that nobody waits for the disk, and for no other. */
@Timeout(60)
class LazyCommitIT {
    private final Jdbi jdbi = TestDatabase.create().jdbi();

    @Test
    void isThatOfTheStatementsOwnTransaction() {
        jdbi.useHandle(handle -> {
            handle.execute("set synchronous_commit = on");
            handle.execute("create temporary table held (id integer, settings text)");
            handle.execute("insert into held values (1, null)");
            int changed = handle.execute(
                    """
                    with due as (select id from held where %s for update skip locked)
                    update held set settings = current_setting('synchronous_commit') from due where held.id = due.id
                    """
                            .formatted(LazyCommit.CONDITION));
            assertThat(changed).isEqualTo(1);
            assertThat(text(handle, "select settings from held")).isEqualTo("off");
            assertThat(text(handle, "show synchronous_commit")).isEqualTo("on");
        });
    }

    private static String text(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(String.class).one();
    }
}
