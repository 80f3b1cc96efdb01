package dev.emporium.customer.account.boundary;

import dev.emporium.customer.account.entity.SavedAddress;
import dev.emporium.platform.postal.Address;
import jakarta.annotation.Nullable;
import java.util.UUID;

/** An address that a customer keeps. */
record AddressResponse(
        UUID addressId,
        String name,
        String line1,
        @Nullable String line2,
        String city,
        @Nullable String region,
        @Nullable String postalCode,
        String country) {
    static AddressResponse from(SavedAddress saved) {
        Address address = saved.address();
        return new AddressResponse(
                saved.addressId(),
                address.name(),
                address.line1(),
                address.line2(),
                address.city(),
                address.region(),
                address.postalCode(),
                address.country());
    }

    @Override
    public String toString() {
        return "AddressResponse[" + addressId + "]";
    }
}
