package dev.emporium.customer.account.entity;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** Where goods can go. Personal data: never logged. */
public record Address(
        @NotBlank @Size(max = 200) String name,
        @NotBlank @Size(max = 200) String line1,
        @Size(max = 200) String line2,
        @NotBlank @Size(max = 100) String city,
        @Size(max = 100) String region,
        @NotBlank @Size(max = 20) String postalCode,
        @NotNull @Pattern(regexp = "[A-Z]{2}", message = "must be a code of ISO 3166-1 alpha-2 such as \"DE\"")
                String country) {

    @Override
    public String toString() {
        return "Address[REDACTED]";
    }
}
