package dev.emporium.notification;

import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.notification.notification.boundary.CustomerEventsListener;
import dev.emporium.notification.notification.boundary.OrderEventsListener;
import dev.emporium.notification.notification.boundary.PaymentEventsListener;
import dev.emporium.notification.notification.boundary.ShippingEventsListener;
import dev.emporium.notification.notification.entity.PreferenceRepository;
import dev.emporium.notification.notification.entity.Preferences;
import dev.emporium.platform.security.ErasedCustomers;
import dev.emporium.platform.testing.Heard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of an account that was deleted nothing is left, and nobody is written to who was erased. */
class ErasureIT {
    private static final String WANTED =
            "{\"channels\": {\"mail\": true, \"sms\": true}, \"phone\": \"+442079460123\"}";

    private static List<String> traces(String mark) {
        return Office.JDBI.withHandle(handle -> {
            List<String> found = new ArrayList<>();
            for (String table : List.of("notifications", "preferences", "order_summaries")) {
                found.addAll(handle.createQuery("select t::text from " + table + " t where t::text like ?")
                        .bind(0, "%" + mark + "%")
                        .mapTo(String.class)
                        .list());
            }
            return found;
        });
    }

    private static void delete(UUID customer) throws Exception {
        Office.says("customer.events", Office.message("customer.deleted", customer));
        Office.settle("customer.events");
    }

    @Test
    void nothingIsLeftOfTheCustomer() throws Exception {
        String email = Office.address("leaver-");
        UUID customer = Office.customer(email);
        UUID order = Office.order(customer, null, null);
        assertThat(Office.as(customer, "PUT", "/preferences", WANTED).status()).isEqualTo(200);
        Office.says("customer.events", Office.message("customer.registered", customer));
        Office.says("order.events", Office.placed(order, customer, null));
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(2));
        Office.await("select not exists (select from notifications where customer_id = '" + customer
                + "' and status = 'queued')");
        assertThat(traces(customer.toString())).hasSizeGreaterThan(2);
        assertThat(traces(email)).isEmpty();

        Office.erase(customer);
        delete(customer);
        assertThat(traces(customer.toString())).isEmpty();
        assertThat(traces("+442079460123")).isEmpty();
        assertThat(traces(order.toString())).hasSize(1);
    }

    /** The access token outlives the account. */
    @Test
    @Heard(by = OrderEventsListener.class, arriving = LATE)
    @Heard(
            by = CustomerEventsListener.class,
            arriving = {LATE, OUT_OF_ORDER})
    void nothingBecomesTheirsAnyMore() throws Exception {
        UUID customer = Office.customer(Office.address("leaver-"));
        delete(customer);
        assertThat(Office.as(customer, "PUT", "/preferences", WANTED).text("/code"))
                .isEqualTo("account_deleted");
        UUID order = Office.order(customer, null, null);
        Office.says("customer.events", Office.message("customer.password_changed", customer));
        Office.says("order.events", Office.placed(order, customer, null));
        Office.until(() -> assertThat(traces(order.toString())).hasSize(2));
        Office.settle("customer.events");
        assertThat(traces(customer.toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"payment.events,payment.refunded,refunded", "shipping.events,shipment.dispatched,order_shipped"})
    @Heard(
            by = {PaymentEventsListener.class, ShippingEventsListener.class},
            arriving = LATE)
    void whatIsHeardAfterTheDeletionIsToldToNobody(String topic, String type, String kind) throws Exception {
        UUID customer = Office.customer(Office.address("leaver-"));
        UUID order = Office.order(customer, null, null);
        Office.says("order.events", Office.placed(order, customer, null));
        Office.until(() -> assertThat(Office.status(order, "order_received")).isEqualTo("sent"));
        Office.erase(customer);
        delete(customer);
        Office.says(topic, Office.message(type, order, event -> {
            ObjectNode data = (ObjectNode) event.get("data");
            data.put(
                    data.has("refund_id") ? "refund_id" : "shipment_id",
                    UUID.randomUUID().toString());
        }));
        Office.until(() -> assertThat(Office.status(order, kind)).isEqualTo("failed erased"));
        assertThat(traces(customer.toString())).isEmpty();
    }

    @Test
    void noPreferencesAreSetBesideTheDeletion() throws Exception {
        UUID me = Office.customer(Office.address("leaver-"));
        Preferences wanted = new Preferences(null, true, true, "+442079460123", Set.of());
        Office.JDBI.useTransaction(transaction -> {
            new ErasedCustomers().hold(transaction, List.of(me));
            Office.says("customer.events", Office.message("customer.deleted", me));
            awaitWhoWaits(transaction);
            new PreferenceRepository().set(transaction, me, wanted);
        });
        Office.settle("customer.events");
        assertThat(traces(me.toString())).isEmpty();

        UUID other = Office.customer(Office.address("leaver-"));
        CompletableFuture<Office.Reply> said = Office.JDBI.inTransaction(transaction -> {
            new ErasedCustomers().hold(transaction, List.of(other));
            CompletableFuture<Office.Reply> saying =
                    CompletableFuture.supplyAsync(() -> Office.as(other, "PUT", "/preferences", WANTED));
            awaitWhoWaits(transaction);
            new ErasedCustomers().add(transaction, List.of(other), Instant.now());
            return saying;
        });
        assertThat(said.get(60, TimeUnit.SECONDS).text("/code")).isEqualTo("account_deleted");
    }

    /** One replica hears of it while another one, which has looked for what is theirs, has not committed the deletion. */
    @ParameterizedTest
    @ValueSource(strings = {"order.placed", "customer.password_changed"})
    void nothingBecomesTheirsBesideTheDeletion(String heard) throws Exception {
        UUID customer = Office.customer(Office.address("leaver-"));
        UUID order = Office.order(customer, null, null);
        Office.JDBI.useTransaction(transaction -> {
            new ErasedCustomers().hold(transaction, List.of(customer));
            new ErasedCustomers().add(transaction, List.of(customer), Instant.now());
            if (heard.equals("order.placed")) {
                Office.says("order.events", Office.placed(order, customer, null));
            } else {
                Office.says("customer.events", Office.message(heard, customer));
            }
            Office.await(
                    """
                    select exists (select from pg_locks where locktype = 'advisory' and not granted)
                        or exists (select from order_summaries where customer_id = '%1$s')
                        or exists (select from notifications where customer_id = '%1$s')
                    """
                            .formatted(customer));
        });
        Office.settle("order.events");
        Office.settle("customer.events");
        assertThat(traces(customer.toString())).isEmpty();
    }

    private static void awaitWhoWaits(Handle transaction) {
        Instant end = Instant.now().plusSeconds(60);
        while (transaction
                .createQuery("select not exists (select from pg_locks where locktype = 'advisory' and not granted)")
                .mapTo(Boolean.class)
                .one()) {
            assertThat(Instant.now()).as("somebody waits").isBefore(end);
        }
    }

    /** Order-service knows until the order is over where it goes, and says so when asked. */
    @Test
    void anOrderUnderWayIsToldOfAsLongAsOrderServiceKnowsWhereTo() throws Exception {
        String email = Office.address("rcpt-450-");
        UUID customer = Office.customer(email);
        UUID order = Office.order(customer, email, null);
        Office.says("order.events", Office.placed(order, customer, null));
        Office.until(() -> assertThat(Office.status(order, "order_received")).startsWith("queued put_off"));
        delete(customer);
        assertThat(traces(customer.toString())).isEmpty();
        Office.MAILS.relents(email);
        Office.JDBI.useHandle(handle ->
                handle.execute("update notifications set due_at = now() where order_id = ? and lease is null", order));
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(1));
    }

    @Test
    void whoWasErasedMeanwhileIsNotWrittenTo() {
        UUID order = Office.order(Office.address("gone-"));
        Office.erase(order);
        Office.says("order.events", Office.placed(order, null, null));
        Office.until(() -> assertThat(Office.status(order, "order_received")).isEqualTo("failed erased"));
        UUID customer = Office.customer(Office.address("gone-"));
        UUID theirs = Office.order(customer, null, null);
        Office.erase(customer);
        Office.says("order.events", Office.placed(theirs, customer, null));
        Office.until(() -> assertThat(Office.status(theirs, "order_received")).isEqualTo("failed erased"));
    }

    /** Nobody is to be woken because somebody has deleted an account. */
    @Test
    void whatIsNotToldOfTheErasedHasNotFailed() {
        UUID order = Office.order(Office.address("gone-"));
        Office.says("order.events", Office.placed(order, null, null));
        Office.until(() -> assertThat(Office.status(order, "order_received")).isEqualTo("sent"));
        Office.erase(order);
        double withheld = counted("withheld");
        double failed = counted("failed");

        Office.says("order.events", Office.message("order.cancelled", order));
        Office.until(() -> assertThat(Office.status(order, "order_cancelled")).isEqualTo("failed erased"));
        // it is counted once it is committed
        Office.until(() -> assertThat(counted("withheld") + counted("failed")).isEqualTo(withheld + failed + 1));
        assertThat(counted("failed")).as("what MailsFail looks at").isEqualTo(failed);
    }

    private static double counted(String outcome) {
        String series = "notifications_total{channel=\"mail\",kind=\"order_cancelled\",outcome=\"" + outcome + "\"} ";
        return Office.metrics()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }
}
