package dev.emporium.shipping.shipment.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.Origin;
import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.shipping.carrier.entity.Label;
import dev.emporium.shipping.shipment.entity.ShipmentRepository.Labelled;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** However many are under way, one is found by its id: also by statistics that were made when none was. */
class LabelPlansIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private final ShipmentRepository shipments = new ShipmentRepository(Json.mapper());
    private final Unlabelled parcel =
            new Unlabelled(UUID.randomUUID(), UUID.randomUUID(), 1, "standard", null, 1, Origin.present());

    @BeforeAll
    static void manyAreUnderWaySinceTheStatisticsWereMade() {
        JDBI.useHandle(handle -> {
            add(handle, "delivered", "null");
            handle.execute("analyze");
            add(handle, "created", "now()");
        });
    }

    private static void add(Handle handle, String status, String labelDue) {
        handle.execute(
                """
                insert into shipments (shipment_id, order_id, status, method, label_due, created_at, updated_at)
                select uuidv7(), uuidv7(), '%s', 'standard', %s, now(), now() from generate_series(1, 2000)
                """
                        .formatted(status, labelDue));
    }

    @Test
    void aLabelIsKeptWithTheOneParcel() {
        assertThat(Plans.of(
                        JDBI,
                        handle -> shipments.label(
                                handle,
                                List.of(new Labelled(parcel, new Label("1Z", "https://carrier.example/1Z"))),
                                Instant.now())))
                .contains("using shipments_pkey")
                .doesNotContain("shipments_under_way");
    }

    @Test
    void oneIsPostponedByItsId() {
        assertThat(Plans.of(JDBI, handle -> shipments.postpone(handle, parcel, Instant.now())))
                .contains("using shipments_pkey")
                .doesNotContain("shipments_without_label");
    }
}
