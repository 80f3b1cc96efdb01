package dev.emporium.notification;

import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.notification.notification.boundary.CustomerEventsListener;
import dev.emporium.notification.notification.boundary.OrderEventsListener;
import dev.emporium.notification.notification.boundary.PaymentEventsListener;
import dev.emporium.notification.notification.boundary.ProductEventsListener;
import dev.emporium.notification.notification.boundary.ShippingEventsListener;
import dev.emporium.platform.testing.Heard;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes late, in another order, or is none. */
class ListenersIT {

    /** Other topics may be faster than the one that says what was ordered. */
    @ParameterizedTest
    @CsvSource({
        "order.events,order.confirmed,order_confirmed",
        "payment.events,payment.refunded,refunded",
        "payment.events,payment.refund_failed,refund_failed",
        "shipping.events,shipment.dispatched,order_shipped"
    })
    @Heard(
            by = {OrderEventsListener.class, PaymentEventsListener.class, ShippingEventsListener.class},
            arriving = OUT_OF_ORDER)
    void aMailWaitsUntilItIsKnownWhatWasOrdered(String topic, String type, String kind) {
        String email = Office.address("late-");
        UUID order = Office.order(email);
        Office.says(topic, Office.message(type, order, event -> {
            ObjectNode data = (ObjectNode) event.get("data");
            if (data.has("refund_id")) {
                data.put("refund_id", UUID.randomUUID().toString());
            }
            if (data.has("shipment_id")) {
                data.put("shipment_id", UUID.randomUUID().toString());
            }
        }));
        Office.until(() -> assertThat(Office.status(order, kind)).isEqualTo("queued order_unknown"));
        // far in the future: what was ordered makes it due at once
        Office.JDBI.useHandle(handle -> handle.execute(
                "update notifications set due_at = now() + interval '1 hour', lease = null where order_id = ?", order));
        assertThat(Office.MAILS.to(email)).isEmpty();
        Office.says("order.events", Office.placed(order, null, null));
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(2));
    }

    /** Whoever heard of it behind that would take it for another one that has. */
    @Test
    @Heard(by = PaymentEventsListener.class, arriving = OUT_OF_ORDER)
    void nobodyIsGivenBackWhatIsKnownNotToHaveArrived() throws Exception {
        String email = Office.address("refund-");
        UUID order = Office.order(email);
        Office.says("order.events", Office.placed(order, null, null));
        String refund = UUID.randomUUID().toString();
        for (String type : new String[] {"payment.refund_failed", "payment.refunded"}) {
            Office.says("payment.events", Office.message(type, order, event -> ((ObjectNode) event.get("data"))
                    .put("refund_id", refund)));
        }
        Office.settle("payment.events");
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(2));
        Office.await("select array_agg(kind order by kind) = '{order_received,refund_failed}' from notifications"
                + " where order_id = '" + order + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "order.events,order.placed",
        "order.events,order.confirmed",
        "order.events,order.rejected",
        "order.events,order.cancelled",
        "order.events,order.delivered",
        "order.events,order.returned",
        "payment.events,payment.refunded",
        "payment.events,payment.refund_failed",
        "shipping.events,shipment.dispatched",
        "product.events,stock.low",
        "product.events,stock.back"
    })
    @Heard(
            by = {
                OrderEventsListener.class,
                PaymentEventsListener.class,
                ShippingEventsListener.class,
                ProductEventsListener.class
            },
            arriving = POISONED)
    void whatCannotBeReadHoldsUpNobody(String topic, String type) throws Exception {
        UUID order = Office.order(Office.address("poison-"));
        String empty = Office.message(type, order, event -> ((ObjectNode) event.get("data")).removeAll());
        Office.says(topic, empty);
        Office.says(topic, "not json");
        Office.settle(topic);
        Office.await("select not exists (select from notifications where order_id = '" + order
                + "' or facts #>> '{stock,sku}' is null and kind = 'stock_low' and status = 'queued')");
    }

    @Test
    @Heard(by = CustomerEventsListener.class, arriving = POISONED)
    void whatCannotBeReadOfAnAccountHoldsUpNobody() throws Exception {
        UUID customer = Office.customer(Office.address("poison-"));
        Office.says("customer.events", "not json");
        Office.says(
                "customer.events",
                Office.message("customer.registered", customer, event -> event.put("subject", "nobody")));
        Office.settle("customer.events");
    }

    /** A cause is one although its messages come by different ways: a parcel that is sent again is another one. */
    @Test
    void aSecondParcelIsToldOfToo() {
        String email = Office.address("parcels-");
        UUID order = Office.order(email);
        Office.says("order.events", Office.placed(order, null, null));
        for (int parcel = 0; parcel < 2; parcel++) {
            Office.says("shipping.events", Office.message("shipment.dispatched", order, event -> ((ObjectNode)
                            event.get("data"))
                    .put("shipment_id", UUID.randomUUID().toString())));
        }
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(3));
    }
}
