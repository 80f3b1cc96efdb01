package dev.emporium.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.core.cli.Command;
import org.junit.jupiter.api.Test;

class ProductServiceTest {
    @Test
    void hasItsCommands() {
        assertThat(new ProductService().commands())
                .extracting(Command::getName)
                .containsExactly("stock", "search", "import", "export");
    }
}
