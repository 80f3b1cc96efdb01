package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Books that are wrong are seen to be wrong: each invariant is broken once, by hand, and mended again. */
@OnThePlatform
@ResourceLock(Invariants.BOOKS)
@TestInstance(Lifecycle.PER_CLASS)
class InvariantsIT {
    /** A wrong, what it breaks, and how it is made good. ORDER, PRODUCT and CART stand for those of one honest purchase. */
    enum Wrong {
        SOMETHING_VANISHED_FROM_THE_SHELF(
                "product",
                "update stock set on_hand = on_hand - 1 where product_id = 'PRODUCT'",
                "stock is not what came less what was sold",
                "update stock set on_hand = on_hand + 1 where product_id = 'PRODUCT'"),
        SOMETHING_STAYED_SET_ASIDE(
                "product",
                "update stock set reserved = 1 where product_id = 'PRODUCT'",
                "stock is not what came less what was sold",
                "update stock set reserved = 0 where product_id = 'PRODUCT'"),
        A_RESERVATION_WAS_FORGOTTEN(
                "product",
                "update order_reservations set state = 'reserved' where order_id = 'ORDER'",
                "stock is set aside for decided orders",
                "update order_reservations set state = 'committed' where order_id = 'ORDER'"),
        MORE_WAS_ORDERED_THAN_SOLD(
                "orders",
                "update order_lines set quantity = quantity + 1 where order_id = 'ORDER'",
                "lines sold, against lines of confirmed orders",
                "update order_lines set quantity = quantity - 1 where order_id = 'ORDER'"),
        A_REJECTED_ORDER_GOT_ITS_GOODS(
                "orders",
                "update orders set status = 'rejected' where order_id = 'ORDER'",
                "lines sold, against lines of confirmed orders",
                "update orders set status = 'confirmed' where order_id = 'ORDER'"),
        AN_ORDER_WAS_LEFT_UNDECIDED(
                "orders",
                "update orders set status = 'pending' where order_id = 'ORDER'",
                "orders are pending",
                "update orders set status = 'confirmed' where order_id = 'ORDER'"),
        AN_ORDER_WAS_DECIDED_TWICE(
                "orders",
                "insert into order_history values ('ORDER', now(), 'rejected', 'checkout', 'by mistake')",
                "orders were both confirmed and rejected",
                "delete from order_history where order_id = 'ORDER' and status = 'rejected'"),
        AN_ORDER_CAME_FROM_NO_KEY(
                "orders",
                "update idempotency_keys set resource_id = '00000000-0000-0000-0000-000000000001' where resource_id = 'ORDER'",
                "orders do not have exactly one key",
                "update idempotency_keys set resource_id = 'ORDER'"
                        + " where resource_id = '00000000-0000-0000-0000-000000000001'"),
        THE_CART_WAS_NOT_EMPTIED(
                "cart",
                "insert into cart_items values ('CART', 'PRODUCT', default, 'sku', 'name', 1, 'EUR', 1, 1)",
                "carts that still hold what was ordered",
                "delete from cart_items where cart_id = 'CART'"),
        MONEY_WAS_LET_GO(
                "payment",
                "update payments set status = 'voided' where order_id = 'ORDER'",
                "money is not where the order is",
                "update payments set status = 'authorised' where order_id = 'ORDER'"),
        MONEY_WAS_TAKEN_WITHOUT_AN_ENTRY(
                "payment",
                "update payments set captured_minor = amount_minor where order_id = 'ORDER'",
                "payments are not what the ledger says",
                "update payments set captured_minor = 0 where order_id = 'ORDER'"),
        THE_PARCEL_WAS_CALLED_OFF(
                "shipping",
                "update shipments set status = 'cancelled' where order_id = 'ORDER'",
                "parcels are not where the order is",
                "update shipments set status = 'created' where order_id = 'ORDER'"),
        SOMETHING_ELSE_WAS_PACKED(
                "shipping",
                "update shipment_lines set quantity = quantity + 1 where product_id = 'PRODUCT'",
                "lines in parcels, against lines of orders that are to be sent",
                "update shipment_lines set quantity = quantity - 1 where product_id = 'PRODUCT'"),
        THE_BUYER_WAS_NOT_TOLD(
                "notification",
                "update notifications set status = 'failed' where order_id = 'ORDER' and kind = 'order_confirmed'",
                "turns of orders that buyers were told of",
                "update notifications set status = 'sent' where order_id = 'ORDER' and kind = 'order_confirmed'");

        private final String database;
        private final String deed;
        private final String fault;
        private final String remedy;

        Wrong(String database, String deed, String fault, String remedy) {
            this.database = database;
            this.deed = deed;
            this.fault = fault;
            this.remedy = remedy;
        }
    }

    private final Platform platform;
    private final Invariants invariants;
    private Map<String, String> purchase;

    InvariantsIT(Platform platform) {
        this.platform = platform;
        this.invariants = new Invariants(platform);
    }

    @BeforeAll
    void buySomething() throws Exception {
        Shop shop = Shop.at(platform);
        String product = shop.createProduct("Thing", 10);
        String cart = shop.customer().post("/carts/", Map.of()).text("cart_id");
        shop.customer().post("/carts/" + cart + "/items", Map.of("product_id", product, "quantity", 2));
        String order = shop.place(Shop.orderOfCart(cart), Shop.key()).text("order_id");
        purchase = Map.of("PRODUCT", product, "CART", cart, "ORDER", order);
        invariants.holdSoon();
    }

    @ParameterizedTest
    @EnumSource
    void doNotHoldWhen(Wrong wrong) throws Exception {
        execute(wrong.database, wrong.deed);
        try {
            assertThatThrownBy(invariants::check)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(wrong.fault);
        } finally {
            execute(wrong.database, wrong.remedy);
        }
        invariants.check();
    }

    private void execute(String database, String sql) throws SQLException {
        String filled = sql;
        for (Map.Entry<String, String> value : purchase.entrySet()) {
            filled = filled.replace("'" + value.getKey() + "'", "'" + value.getValue() + "'");
        }
        try (Connection connection = platform.database(database);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(filled)).as(filled).isEqualTo(1);
        }
    }
}
