package dev.emporium.product.stock.boundary;

import dev.emporium.product.stock.control.ReservationBooks;
import dev.emporium.product.stock.entity.BookEntry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;

/** What the stock's books say of orders, for who compares them with others'. */
@Path("books")
@Tag(name = "Stock")
@Produces(MediaType.APPLICATION_JSON)
public final class StockBooksResource {
    private final ReservationBooks books;

    public StockBooksResource(ReservationBooks books) {
        this.books = books;
    }

    /** A page of the books. */
    @Schema(name = "StockBooks")
    public record Books(
            List<BookEntry> items,
            @Schema(description = "The last order's id, to go on `after`; null on the last page") @Nullable UUID next) {
        static Books of(List<BookEntry> entries, int limit) {
            return new Books(
                    entries,
                    entries.size() < limit ? null : entries.get(limit - 1).orderId());
        }
    }

    @GET
    @RolesAllowed({"service", "staff", "admin"})
    @Operation(
            operationId = "readStockBooks",
            summary = "Read what became of each order's wish for stock, by the orders' ids",
            description =
                    """
                    `reserved`: it is set aside; `committed`: sold; `released`: given back, or never to be had; `rejected`: it was \
                    not there.""")
    @ApiResponse(responseCode = "200", description = "A page of the books", useReturnTypeSchema = true)
    public Books books(
            @Parameter(description = "The orders with larger ids; all when it is left out") @QueryParam("after")
                    UUID after,
            @QueryParam("limit") @DefaultValue("1000") @Min(1) @Max(1000) int limit) {
        return Books.of(books.read(after, limit), limit);
    }
}
