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

/**
 * What the catalogue has said of a product is remembered, until it says otherwise. Who has not heard of the topic for two
 * seconds asks anew: a loaded machine may have to try twice.
 */
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

    private static void asksNobody(Runnable use) throws Throwable {
        Wait.until(() -> assertThat(questions(use)).isZero());
    }

    @Test
    void nobodyIsAskedForWhatIsKnownAndOnceForAllThatIsNot() throws Throwable {
        asksNobody(() -> assertThat(total(3)).isEqualTo("18.90"));
        Object[] three = {product, 1, SHOP.sells("1.00"), 1, SHOP.sells("2.00"), 1};
        assertThat(questions(() -> assertThat(order(key(), items(three)).text("/total/amount"))
                        .isEqualTo("11.90")))
                .isOne();
        asksNobody(() -> order(key(), items(three)));
    }

    @Test
    void aNewPriceCountsOnceItIsTold() throws Throwable {
        Wait.until(() -> {
            aProductIsKnown();
            SHOP.sells(product, "6.00", "EUR", "active");
            assertThat(total(1)).isEqualTo("8.90");
        });
        tells(product);
        assertThat(total(1)).isEqualTo("9.90");
        asksNobody(() -> total(1));
    }

    @Test
    void whatIsTakenOffSaleIsNotSold() throws Throwable {
        SHOP.sells(product, "5.00", "EUR", "discontinued");
        tells(product);
        assertThat(order(key(), items(product, 1)).text("/code")).isEqualTo("unknown_product");
        asksNobody(() -> order(key(), items(product, 1)));
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
    void whatIsKnownIsSoldWhileProductServiceIsAway() throws Throwable {
        SHOP.goesAway(true);
        try {
            Wait.until(() -> assertThat(total(1)).isEqualTo("8.90"));
            assertThat(order(key(), items(SHOP.sells("1.00"), 1)).status()).isEqualTo(503);
        } finally {
            SHOP.goesAway(false);
        }
    }

    /** A list of products is there even if none of them is: whoever says that it is not is not the catalogue. */
    @Test
    void whatNobodyCouldBeAskedForIsNotTakenToBeOffSale() throws Throwable {
        UUID other = SHOP.sells("5.00");
        SHOP.refuses(404);
        try {
            assertThat(order(key(), items(other, 1)).status()).isEqualTo(503);
        } finally {
            SHOP.refuses(0);
        }
        Wait.until(() ->
                assertThat(order(key(), items(other, 1), "wait=0").status()).isEqualTo(202));
    }
}
