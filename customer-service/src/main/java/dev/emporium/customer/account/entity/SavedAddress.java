package dev.emporium.customer.account.entity;

import dev.emporium.platform.postal.Address;
import java.util.UUID;

/** An address that a customer keeps. */
public record SavedAddress(UUID addressId, Address address) {}
