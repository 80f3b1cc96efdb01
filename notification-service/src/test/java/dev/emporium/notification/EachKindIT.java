package dev.emporium.notification;

import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.notification.MailServer.Mail;
import dev.emporium.notification.notification.boundary.CustomerEventsListener;
import dev.emporium.notification.notification.boundary.OrderEventsListener;
import dev.emporium.notification.notification.boundary.PaymentEventsListener;
import dev.emporium.notification.notification.boundary.ProductEventsListener;
import dev.emporium.notification.notification.boundary.ShippingEventsListener;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.Heard;
import jakarta.mail.internet.MimeMultipart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever happens is mailed once to whom it concerns, however often it is heard of. */
class EachKindIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static String withTrace(String type, UUID subject) {
        String message = Office.message(type, subject, event -> event.put("traceparent", TRACE));
        assertThat(EventContracts.violations(message)).isEmpty();
        return message;
    }

    /** The same, said by another message. */
    private static String again(String message) {
        return message.replaceFirst("\"id\":\"[^\"]+\"", "\"id\":\"" + Uuid7.next() + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "order.events,order.placed,We have received your order",
        "order.events,order.confirmed,Your order is confirmed",
        "order.events,order.rejected,We cannot fulfil your order",
        "order.events,order.cancelled,Your order is cancelled",
        "order.events,order.delivered,Your order has arrived",
        "order.events,order.returned,Your return has arrived",
        "payment.events,payment.refunded,You are given back €19.99",
        "payment.events,payment.refund_failed,Your refund of €19.99 has not arrived",
        "shipping.events,shipment.dispatched,Your order is on its way",
    })
    @Heard(
            by = {OrderEventsListener.class, PaymentEventsListener.class, ShippingEventsListener.class},
            arriving = TWICE)
    void ofAnOrderIsMailedToWhomItSays(String topic, String type, String subject) throws Exception {
        String email = Office.address("buyer-");
        UUID order = Office.order(email);
        if (!type.equals("order.placed")) {
            Office.says("order.events", Office.placed(order, null, null));
            Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(1));
        }
        String message = type.equals("shipment.dispatched") || type.startsWith("payment.")
                ? ofItsOwn(type, order)
                : withTrace(type, order);
        Office.says(topic, message);
        Office.says(topic, message);
        Office.says(topic, again(message));
        Office.until(() -> assertThat(of(email, subject)).hasSize(1));
        Office.settle(topic);
        Office.await(
                "select not exists (select from notifications where order_id = '" + order + "' and status = 'queued')");

        List<Mail> mails = of(email, subject);
        assertThat(mails).hasSize(1);
        Mail mail = mails.get(0);
        assertThat(mail.subject()).isEqualTo(subject + " (" + order + ")");
        assertThat(mail.header("X-Request-Id")).isEqualTo("7d1f2c6e");
        assertThat(mail.header("traceparent")).isEqualTo(TRACE);
        assertThat(mail.header("From")).isEqualTo("Emporium <no-reply@emporium.example>");
        assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
        MimeMultipart parts = (MimeMultipart) mail.message().getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        String id = Office.JDBI.withHandle(handle -> handle.createQuery(
                        "select notification_id from notifications where order_id = ? and subject like ? || '%'"
                                + " and channel = 'mail'")
                .bind(0, order)
                .bind(1, subject)
                .mapTo(String.class)
                .one());
        assertThat(mail.header("Message-ID")).isEqualTo("<" + id + "@emporium.example>");
    }

    /** What was lost is sent again in the same shipment, and found by another number. */
    @Test
    void ofEachParcelOfAnOrderIsMailed() throws Exception {
        String email = Office.address("buyer-");
        UUID order = Office.order(email);
        String shipment = Uuid7.next().toString();
        Office.says("order.events", Office.placed(order, null, null));
        for (String number : List.of("SIM1", "SIM2")) {
            String message = Office.message("shipment.dispatched", order, event -> ((ObjectNode) event.get("data"))
                    .put("shipment_id", shipment)
                    .put("tracking_number", number));
            Office.says("shipping.events", message);
            Office.says("shipping.events", again(message));
        }
        Office.until(() -> assertThat(of(email, "Your order is on its way")).hasSizeGreaterThan(1));
        Office.settle("shipping.events");
        Office.await(
                "select not exists (select from notifications where order_id = '" + order + "' and status = 'queued')");

        List<String> texts = new ArrayList<>();
        for (Mail mail : of(email, "Your order is on its way")) {
            MimeMultipart parts = (MimeMultipart) mail.message().getContent();
            texts.add(parts.getBodyPart(0).getContent().toString());
        }
        assertThat(texts)
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("SIM1"))
                .anySatisfy(text -> assertThat(text).contains("SIM2"));
    }

    /** Of a shipment or refund that nobody had before. */
    private static String ofItsOwn(String type, UUID order) {
        return Office.message(type, order, event -> {
            event.put("traceparent", TRACE);
            ObjectNode data = (ObjectNode) event.get("data");
            data.put(
                    data.has("refund_id") ? "refund_id" : "shipment_id",
                    Uuid7.next().toString());
        });
    }

    private static List<Mail> of(String email, String subject) {
        return Office.MAILS.to(email).stream()
                .filter(mail -> mail.subject().startsWith(subject))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"customer.registered,Welcome to Emporium", "customer.password_changed,Your password was changed"})
    @Heard(by = CustomerEventsListener.class, arriving = TWICE)
    void ofAnAccountIsMailedToIt(String type, String subject) throws Exception {
        String email = Office.address("customer-");
        UUID customer = Office.customer(email);
        String message = withTrace(type, customer);
        Office.says("customer.events", message);
        Office.says("customer.events", message);
        Office.until(() -> assertThat(of(email, subject)).hasSize(1));
        Office.settle("customer.events");
        Office.await("select not exists (select from notifications where customer_id = '" + customer
                + "' and status = 'queued')");
        assertThat(of(email, subject)).hasSize(1);
    }

    /** A password may be changed again, and of each change its owner hears. */
    @Test
    void ofEachChangeOfAPasswordIsMailed() {
        String email = Office.address("customer-");
        UUID customer = Office.customer(email);
        Office.says("customer.events", withTrace("customer.password_changed", customer));
        Office.says("customer.events", withTrace("customer.password_changed", customer));
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(2));
    }

    @Test
    @Heard(by = ProductEventsListener.class, arriving = TWICE)
    void ofLittleStockIsMailedToTheStaff() throws Exception {
        String sku = "SKU-" + UUID.randomUUID();
        String message = Office.message(
                "stock.low", UUID.randomUUID(), event -> ((ObjectNode) event.get("data")).put("sku", sku));
        Office.says("product.events", message);
        Office.says("product.events", message);
        Office.until(() ->
                assertThat(of(Office.STAFF, "Little left: Mug (" + sku + ")")).hasSize(1));
        Office.settle("product.events");
        Office.await("select not exists (select from notifications where kind = 'stock_low' and status = 'queued')");
        assertThat(of(Office.STAFF, "Little left: Mug (" + sku + ")")).hasSize(1);
    }

    /** It was little when it was said; how much there is now staff see where they look. */
    @Test
    @Heard(
            by = ProductEventsListener.class,
            arriving = {LATE, OUT_OF_ORDER})
    void ofLittleStockIsMailedHoweverLateAndInWhateverOrderItIsHeard() {
        UUID product = UUID.randomUUID();
        String sku = "SKU-" + product;
        for (String at : List.of("2026-11-21T10:00:00Z", "2026-11-20T10:00:00Z")) {
            Office.says("product.events", Office.message("stock.low", product, event -> {
                event.put("time", at);
                ((ObjectNode) event.get("data")).put("sku", sku);
            }));
        }
        Office.until(() ->
                assertThat(of(Office.STAFF, "Little left: Mug (" + sku + ")")).hasSize(2));
    }

    /** Each who waited, once for each time that they asked, whoever else is named and however often it comes. */
    @Test
    @Heard(by = ProductEventsListener.class, arriving = TWICE)
    void ofWhatIsBackIsMailedToThoseWhoWaited() throws Exception {
        String one = Office.address("waiting-");
        String other = Office.address("waiting-");
        UUID first = Office.customer(one);
        UUID second = Office.customer(other);
        UUID watch = Uuid7.next();
        String both = back(Map.of(watch, first, Uuid7.next(), second));
        // by messages of their own: one is not enough, since of those in a message any may be the one that is told
        String again = back(Map.of(watch, first));
        String andAgain = back(Map.of(watch, first));
        String anew = back(Map.of(Uuid7.next(), first));
        for (String message : List.of(both, both, again, andAgain, back(Map.of()), anew)) {
            Office.says("product.events", message);
        }
        Office.until(() -> assertThat(of(one, "Back in stock: Mug")).hasSize(2));
        Office.until(() -> assertThat(of(other, "Back in stock: Mug")).hasSize(1));
        Office.settle("product.events");
        Office.await(
                "select not exists (select from notifications where kind = 'back_in_stock' and status = 'queued')");
        assertThat(of(one, "Back in stock: Mug")).hasSize(2);
        assertThat(of(other, "Back in stock: Mug")).hasSize(1);
    }

    private static String back(Map<UUID, UUID> customersByWatch) {
        return Office.message("stock.back", UUID.randomUUID(), event -> {
            ArrayNode watchers = ((ObjectNode) event.get("data")).putArray("watchers");
            customersByWatch.forEach((watch, customer) ->
                    watchers.addObject().put("watch_id", watch.toString()).put("customer_id", customer.toString()));
        });
    }

    /** An order without an address of its own goes to its customer's, in the language of the order. */
    @Test
    void goesToTheCustomerWhereTheOrderNamesNoAddress() {
        String email = Office.address("customer-");
        UUID customer = Office.customer(email);
        UUID order = Office.order(customer, null, "de");
        Office.says("order.events", Office.placed(order, customer, "de"));
        Office.until(() ->
                assertThat(of(email, "Wir haben Ihre Bestellung erhalten")).hasSize(1));
    }

    /** What the order is told of in its customer's own language, if they have said one. */
    @Test
    void isInTheLanguageThatTheCustomerPrefers() {
        String email = Office.address("customer-");
        UUID customer = Office.customer(email);
        UUID order = Office.order(customer, email, "de");
        assertThat(Office.as(
                                customer,
                                "PUT",
                                "/preferences",
                                "{\"locale\": \"en\", \"channels\": {\"mail\": true, \"sms\": false}}")
                        .status())
                .isEqualTo(200);
        Office.says("order.events", Office.placed(order, customer, "de"));
        Office.until(() -> assertThat(of(email, "We have received your order")).hasSize(1));
    }
}
