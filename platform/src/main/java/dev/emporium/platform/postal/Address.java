package dev.emporium.platform.postal;

import dev.emporium.platform.text.Line;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

/**
 * Where a parcel can go. Personal data: never logged.
 *
 * @param region null where the country does without
 * @param postalCode null where the country has none
 */
@Schema(
        example =
                """
                {"name": "Jo Doe", "line1": "12 St James's Square", "city": "London", "postal_code": "SW1Y 4JH",
                 "country": "GB"}
                """)
@InItsCountry
public record Address(
        @NotNull @Line(max = 200) String name,
        @NotNull @Line(max = 200) String line1,
        @Line(max = 200) String line2,
        @NotNull @Line(max = 100) String city,
        @Schema(description = "Needed where the country's addresses have one, as in the US") @Line(max = 100)
                String region,
        @Schema(description = "In the country's form; may be left out where it has none, as in HK") @Line(max = 20)
                String postalCode,
        @Schema(description = "ISO 3166-1 alpha-2, or XK for Kosovo", example = "GB", pattern = "^[A-Z]{2}$") @NotNull
                String country) {

    @Override
    public String toString() {
        return "Address[REDACTED]";
    }
}
