package dev.emporium.shipping.rate.boundary;

import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Countries;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.shipping.rate.entity.Quote;
import dev.emporium.shipping.rate.entity.Rates;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What it costs to send something. */
@Path("/")
@Tag(name = "Rates", description = "What it costs to send something, and how long it takes")
@Produces(MediaType.APPLICATION_JSON)
public final class RatesResource {
    private static final int HEAVIEST = 1_000_000_000;

    private final Rates rates;

    public RatesResource(Rates rates) {
        this.rates = rates;
    }

    /** The ways to send something. */
    public record Quotes(List<Quote> items) {}

    @GET
    @Path("quotes")
    @PermitAll
    @Operation(
            operationId = "listQuotes",
            summary = "List the ways to send something, with price and days, the cheapest first",
            description = "None when it is too heavy, or nothing is sent there for this currency.")
    @ApiResponse(responseCode = "200", description = "The ways to send it", useReturnTypeSchema = true)
    public Quotes quotes(
            @Parameter(
                            description = "Where to: ISO 3166-1 alpha-2, or XK for Kosovo",
                            example = "DE",
                            schema = @Schema(type = "string", pattern = "^[A-Z]{2}$"))
                    @NotNull
                    @QueryParam("country")
                    String country,
            @Parameter(description = "Of all of it together", example = "1200")
                    @NotNull
                    @Min(1)
                    @Max(HEAVIEST)
                    @QueryParam("weight_grams")
                    Long weightGrams,
            @Parameter(
                            description = "Of all the goods together: an amount of `currency`",
                            example = "\"39.98\"",
                            schema =
                                    @Schema(
                                            type = "string",
                                            pattern = "^(0|[1-9][0-9]{0,14})(\\.[0-9]{1,4})?$",
                                            maxLength = 20))
                    @NotNull
                    @QueryParam("value")
                    String value,
            @Parameter(
                            description = "ISO 4217",
                            schema = @Schema(type = "string", pattern = "^[A-Z]{3}$", defaultValue = "EUR"))
                    @QueryParam("currency")
                    @DefaultValue("EUR")
                    String currency) {
        if (!Countries.has(country)) {
            throw invalid("country", "must be a code of ISO 3166-1 alpha-2 in use, such as \"DE\", or \"XK\"");
        }
        return new Quotes(rates.quotes(country, weightGrams, money(value, currency)));
    }

    private static Money money(String amount, String currency) {
        try {
            Money money = Money.of(amount, currency);
            if (money.minorUnits() >= 0) {
                return money;
            }
        } catch (IllegalArgumentException e) {
            throw invalid("value", e.getMessage());
        }
        throw invalid("value", "must not be negative");
    }

    private static ProblemException invalid(String parameter, String message) {
        return ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                .withErrors(List.of(new FieldError(parameter, message)));
    }

    @GET
    @Path("rates")
    @PermitAll
    @Operation(
            operationId = "readRates",
            summary = "Read the table that quotes are made by",
            description =
                    """
                    Whoever keeps it can quote without asking: in the zone that has the country, or else in the one that has `*`, \
                    of each method the price in the value's currency with `above_grams` < weight <= `max_grams`, or nothing where \
                    `free_from` <= value; the least of them is the cheapest, of equal ones that with the least `days.max`, then \
                    the least `days.min`, then the first `method` of the alphabet. A day of delivery may be wished for from \
                    `days.min` to `latest_delivery_days` days after the day of the order, in UTC.""")
    @ApiResponse(responseCode = "200", description = "The whole table", useReturnTypeSchema = true)
    public Rates rates() {
        return rates;
    }
}
