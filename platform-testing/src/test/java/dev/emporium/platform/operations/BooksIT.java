package dev.emporium.platform.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.emporium.platform.operations.Books.Difference;
import dev.emporium.platform.testing.TestDatabase;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BooksIT {
    private final TestDatabase database = TestDatabase.create();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final Books books =
            new Books(database.jdbi(), metrics, Map.of("pairs", (handle, most) -> handle.createQuery(
                            "select id, a || ', not ' || b as detail from pairs where a <> b order by id limit :most")
                    .bind("most", most)
                    .map((row, context) -> new Difference(row.getObject("id", UUID.class), row.getString("detail")))
                    .list()));
    private final Logger logger = (Logger) LoggerFactory.getLogger(Books.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void aTableOfPairs() {
        database.jdbi().useHandle(handle -> handle.execute("create table pairs (id uuid, a integer, b integer)"));
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void restore() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    private double gauge() {
        return ((GaugeSnapshot) metrics.scrape(name -> name.equals("reconciliation_differences")).stream()
                        .findFirst()
                        .orElseThrow())
                .getDataPoints()
                .get(0)
                .getValue();
    }

    @Test
    void tellsOfADifferenceOnceAndCountsItAsLongAsItIsThere() {
        UUID id = UUID.randomUUID();
        database.jdbi().useHandle(handle -> handle.execute("insert into pairs values (?, 1, 1)", id));
        books.run();
        assertThat(gauge()).isZero();
        assertThat(books.differences()).isEqualTo(Map.of("pairs", List.of()));

        database.jdbi().useHandle(handle -> handle.execute("update pairs set b = 2"));
        books.run();
        books.run();
        assertThat(gauge()).isEqualTo(1);
        assertThat(books.differences()).isEqualTo(Map.of("pairs", List.of(new Difference(id, "1, not 2"))));
        assertThat(log.list).singleElement().satisfies(line -> assertThat(line.getKeyValuePairs())
                .extracting(Object::toString)
                .containsExactly(
                        "event.action=\"reconciliation-difference\"",
                        "emporium.subject_id=\"" + id + "\"",
                        "event.reason=\"pairs: 1, not 2\""));

        database.jdbi().useHandle(handle -> handle.execute("update pairs set b = 3"));
        books.run();
        assertThat(log.list).hasSize(2);

        database.jdbi().useHandle(handle -> handle.execute("update pairs set b = a"));
        books.run();
        assertThat(gauge()).isZero();
    }

    @Test
    void countsNoFurtherThanItMust() {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into pairs select gen_random_uuid(), 1, 2 from generate_series(1, 150)"));
        books.run();
        assertThat(gauge()).isEqualTo(100);
    }
}
