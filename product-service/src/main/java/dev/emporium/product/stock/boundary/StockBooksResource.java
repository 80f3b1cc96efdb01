package dev.emporium.product.stock.boundary;

import dev.emporium.platform.RootPath;
import dev.emporium.platform.web.Page;
import dev.emporium.product.stock.control.ReservationBooks;
import dev.emporium.product.stock.entity.BookEntry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** What other services hold their books against. */
@Path("books")
@Tag(name = "Books", description = "What other services hold their books against")
@Produces(MediaType.APPLICATION_JSON)
public final class StockBooksResource {
    private final ReservationBooks books;
    private final RootPath rootPath;

    public StockBooksResource(ReservationBooks books, RootPath rootPath) {
        this.books = books;
        this.rootPath = rootPath;
    }

    /** A page, as the description tells of it. */
    @Schema(name = "ReservationBookPage")
    private record Entries(List<BookEntry> items, @Nullable String next) {}

    @GET
    @RolesAllowed({"service", "staff", "admin"})
    @Operation(
            operationId = "listStockBooks",
            summary = "List what became of each order's wish for stock, by the orders' ids",
            description =
                    """
                    `reserved`: it is set aside; `committed`: sold; `released`: given back, or never to be had; `rejected`: it was \
                    not there.""")
    @ApiResponse(
            responseCode = "200",
            description = "A page of the books",
            content = @Content(schema = @Schema(implementation = Entries.class)))
    public Response list(
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return books.list(Page.after(cursor), limit).toResponse(rootPath.uri("books"), uri.getQueryParameters());
    }
}
