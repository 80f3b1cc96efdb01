package dev.emporium.customer.account.boundary;

import dev.emporium.customer.account.entity.SavedAddress;
import dev.emporium.platform.postal.Address;
import java.util.UUID;

/** An address that a customer keeps. */
record AddressResponse(
        UUID addressId,
        String name,
        String line1,
        String line2,
        String city,
        String region,
        String postalCode,
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
