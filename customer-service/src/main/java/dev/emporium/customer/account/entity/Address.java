package dev.emporium.customer.account.entity;

import dev.emporium.platform.text.Line;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** Where goods can go. Personal data: never logged. */
public record Address(
        @NotNull @Line(max = 200) String name,
        @NotNull @Line(max = 200) String line1,
        @Line(max = 200) String line2,
        @NotNull @Line(max = 100) String city,
        @Line(max = 100) String region,
        @NotNull @Line(max = 20) String postalCode,
        @NotNull @Pattern(regexp = "[A-Z]{2}", message = "must be a code of ISO 3166-1 alpha-2 such as \"DE\"")
                String country) {

    @Override
    public String toString() {
        return "Address[REDACTED]";
    }
}
