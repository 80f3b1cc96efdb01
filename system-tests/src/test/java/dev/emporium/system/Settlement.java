package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What must hold of money, parcels and mails once things are quiet, over all that the databases contain. */
final class Settlement {
    /** What may have become of the parcel, by what has become of the order. */
    private static final Map<String, Set<String>> PARCELS = Map.of(
            "confirmed", Set.of("created"),
            "shipped", Set.of("created", "dispatched", "in_transit", "lost"),
            "delivered", Set.of("delivered"),
            "returned", Set.of("delivered"),
            "cancelled", Set.of("none", "cancelled"),
            "rejected", Set.of("none", "cancelled"));

    private final Rows rows;

    Settlement(Rows rows) {
        this.rows = rows;
    }

    void check() throws SQLException {
        nothingIsOpen();
        moneyIsWhereTheOrderIs();
        theLedgerSaysTheSame();
        parcelsAreWhereTheOrderIs();
        whatIsSentIsWhatWasOrdered();
        whatCameBackIsRefundedOnce();
        everyTurnIsToldOnce();
    }

    private void nothingIsOpen() throws SQLException {
        rows.none(
                "payment",
                "payments wait for the provider or the buyer",
                "select payment_id, status from payments where status in ('pending', 'action_required')");
        rows.none(
                "payment",
                "the provider has not answered",
                "select payment_id, step, idempotency_key from provider_calls where settled_at is null");
        rows.none(
                "payment",
                "refunds are under way",
                "select refund_id, status from refunds where status in ('waiting', 'pending')");
        rows.none(
                "notification",
                "notifications are to be sent",
                "select notification_id, kind, attempts from notifications where status = 'queued'");
    }

    /** A confirmed order is authorised, one that has left is captured, and one that comes to nothing holds nothing. */
    private void moneyIsWhereTheOrderIs() throws SQLException {
        Map<String, String[]> payments = byFirst(
                "payment",
                "select order_id, status, amount_minor, captured_minor, refunded_minor, currency from payments");
        List<String> faults = new ArrayList<>();
        byFirst("orders", "select order_id, status, total_minor from orders where shipping_method is not null")
                .forEach((order, columns) -> {
                    String[] payment = payments.getOrDefault(order, new String[] {order, "none", "0", "0", "0"});
                    if (!isSettled(columns[1], columns[2], payment)) {
                        faults.add(String.join(" ", columns) + " against " + String.join(" ", payment));
                    }
                });
        assertThat(faults).as("money is not where the order is").isEmpty();
    }

    private static boolean isSettled(String status, String total, String[] payment) {
        return switch (status) {
            case "confirmed" -> payment[1].equals("authorised") && payment[2].equals(total);
            case "shipped", "delivered", "returned" ->
                Set.of("captured", "refunded").contains(payment[1]) && payment[3].equals(total);
            default ->
                Set.of("none", "declined", "voided", "failed").contains(payment[1])
                        || payment[1].equals("refunded") && payment[3].equals(payment[4]);
        };
    }

    private void theLedgerSaysTheSame() throws SQLException {
        rows.none(
                "payment",
                "payments are not what the ledger says (payment, captured, refunded)",
                """
                select p.payment_id, p.captured_minor, p.refunded_minor
                from payments p left join ledger_entries e using (payment_id)
                group by p.payment_id, p.captured_minor, p.refunded_minor
                having coalesce(sum(e.amount_minor) filter (where e.cause = 'captured'), 0) <> p.captured_minor
                    or coalesce(sum(e.amount_minor) filter (where e.cause = 'refunded'), 0) <> p.refunded_minor
                    or count(*) filter (where e.cause = 'authorised') > 1
                    or count(*) filter (where e.cause = 'captured') > 1
                """);
    }

    private void parcelsAreWhereTheOrderIs() throws SQLException {
        Map<String, String[]> parcels = byFirst("shipping", "select order_id, status from shipments");
        List<String> faults = new ArrayList<>();
        byFirst("orders", "select order_id, status from orders where shipping_method is not null")
                .forEach((order, columns) -> {
                    String parcel = parcels.getOrDefault(order, new String[] {order, "none"})[1];
                    if (!PARCELS.getOrDefault(columns[1], Set.of()).contains(parcel)) {
                        faults.add(String.join(" ", columns) + " against " + parcel);
                    }
                });
        assertThat(faults).as("parcels are not where the order is").isEmpty();
    }

    private void whatIsSentIsWhatWasOrdered() throws SQLException {
        List<String> sent = rows.of(
                "shipping",
                """
                select s.order_id, l.product_id, l.quantity from shipments s join shipment_lines l using (shipment_id)
                where s.status <> 'cancelled' order by 1, 2
                """);
        List<String> ordered = rows.of(
                "orders",
                """
                select l.order_id, l.product_id, l.quantity from order_lines l join orders o using (order_id)
                where o.status in ('confirmed', 'shipped', 'delivered', 'returned') and o.shipping_method is not null
                order by 1, 2
                """);
        assertThat(sent)
                .as("lines in parcels, against lines of orders that are to be sent")
                .isEqualTo(ordered);
    }

    private void whatCameBackIsRefundedOnce() throws SQLException {
        List<String> returns =
                rows.of("orders", "select return_id, refund_minor from returns where status = 'received' order by 1");
        Set<String> refunds =
                Set.copyOf(rows.of("payment", "select refund_id, amount_minor from refunds where status = 'refunded'"));
        assertThat(refunds).as("returns that were refunded").containsAll(returns);
    }

    /** What was erased is told to nobody, and what a customer does not want to hear counts as told. */
    private void everyTurnIsToldOnce() throws SQLException {
        Set<String> reachable = Set.copyOf(
                rows.of(
                        "orders",
                        """
                select order_id from orders where shipping_method is not null and shipping_address <> 'null'
                and not exists (select from erased_customers e where e.customer_id = orders.customer_id)
                """));
        List<String> turns = rows.of(
                "orders",
                """
                select order_id, case status when 'pending' then 'order_received' else 'order_' || status end
                from order_history order by 1, 2
                """);
        List<String> told = rows.of(
                "notification",
                """
                select distinct order_id, kind from notifications
                where channel = 'mail' and kind like 'order_%' and status in ('sent', 'withheld') order by 1, 2
                """);
        assertThat(of(reachable, told))
                .as("turns of orders that buyers were told of")
                .isEqualTo(of(reachable, turns));
        List<String> refunds = rows.of(
                "payment",
                """
                select p.order_id, r.refund_id from refunds r join payments p using (payment_id)
                where r.status = 'refunded' order by 1, 2
                """);
        List<String> toldRefunds = rows.of(
                "notification",
                """
                select order_id, cause_id from notifications
                where channel = 'mail' and kind = 'refunded' and status = 'sent' order by 1, 2
                """);
        assertThat(of(reachable, toldRefunds))
                .as("refunds that buyers were told of")
                .isEqualTo(of(reachable, refunds));
    }

    /** The rows that begin with one of these orders. */
    private static List<String> of(Set<String> orders, List<String> rows) {
        return rows.stream().filter(row -> orders.contains(row.split(" ")[0])).toList();
    }

    private Map<String, String[]> byFirst(String database, String sql) throws SQLException {
        return rows.of(database, sql).stream()
                .map(row -> row.split(" "))
                .collect(
                        Collectors.toMap(columns -> columns[0], columns -> columns, (one, other) -> one, TreeMap::new));
    }
}
