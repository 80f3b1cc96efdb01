package dev.emporium.order.checkout.boundary;

import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.items;
import static dev.emporium.order.OrderHouse.key;
import static dev.emporium.order.OrderHouse.order;
import static dev.emporium.order.OrderHouse.tells;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.Client.Reply;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.Wait;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the catalogue has said of a product is remembered, until it says otherwise. */
class KnownProductsIT {
    private UUID product;

    @BeforeEach
    void aProductIsKnown() throws Throwable {
        SHOP.isOpen();
        product = SHOP.sells("5.00");
        Wait.until(() -> assertThat(questions(() -> total(2))).isZero());
    }

    private static int questions(Runnable use) {
        int before = SHOP.questions();
        use.run();
        return SHOP.questions() - before;
    }

    private String total(int quantity) {
        Reply placed = order(key(), items(product, quantity), "wait=0");
        assertThat(placed.status()).as(placed.body().toString()).isEqualTo(202);
        return placed.text("/total/amount");
    }

    @Test
    void nobodyIsAskedForWhatIsKnownAndOnceForAllThatIsNot() {
        assertThat(questions(() -> assertThat(total(3)).isEqualTo("18.90"))).isZero();
        Object[] three = {product, 1, SHOP.sells("1.00"), 1, SHOP.sells("2.00"), 1};
        assertThat(questions(() -> assertThat(order(key(), items(three)).text("/total/amount"))
                        .isEqualTo("11.90")))
                .isOne();
        assertThat(questions(() -> order(key(), items(three)))).isZero();
    }

    @Test
    void aNewPriceCountsOnceItIsTold() {
        SHOP.sells(product, "6.00", "EUR", "active");
        assertThat(total(1)).isEqualTo("8.90");
        tells(product);
        assertThat(total(1)).isEqualTo("9.90");
        assertThat(questions(() -> total(1))).isZero();
    }

    @Test
    void whatIsTakenOffSaleIsNotSold() {
        SHOP.sells(product, "5.00", "EUR", "discontinued");
        tells(product);
        assertThat(order(key(), items(product, 1)).text("/code")).isEqualTo("unknown_product");
        assertThat(questions(() -> order(key(), items(product, 1)))).isZero();
        SHOP.sells(product, "5.00", "EUR", "active");
        tells(product);
        assertThat(total(1)).isEqualTo("8.90");
    }

    @Test
    void whatComesTwiceTooLateOrIsNoMessageBringsNoOldPriceBack() {
        SHOP.sells(product, "6.00", "EUR", "active");
        SHOP.tells("no product", "no JSON");
        SHOP.tells(null, null);
        tells(product);
        SHOP.tells(product.toString(), EventContracts.example("product.deleted"));
        tells(product);
        assertThat(total(1)).isEqualTo("9.90");
    }

    @Test
    void whatIsKnownIsSoldWhileProductServiceIsAway() {
        SHOP.goesAway(true);
        try {
            assertThat(total(1)).isEqualTo("8.90");
            assertThat(order(key(), items(SHOP.sells("1.00"), 1)).status()).isEqualTo(503);
        } finally {
            SHOP.goesAway(false);
        }
    }

    /** A list of products is there even if none of them is: whoever says that it is not is not the catalogue. */
    @Test
    void whatNobodyCouldBeAskedForIsNotTakenToBeOffSale() {
        UUID other = SHOP.sells("5.00");
        SHOP.refuses(404);
        try {
            assertThat(order(key(), items(other, 1)).status()).isEqualTo(503);
        } finally {
            SHOP.refuses(0);
        }
        assertThat(order(key(), items(other, 1), "wait=0").status()).isEqualTo(202);
    }
}
