package dev.emporium.customer.account.control;

import dev.emporium.customer.account.entity.Customer;
import dev.emporium.customer.account.entity.Customers;
import dev.emporium.customer.credential.control.Credentials;
import dev.emporium.customer.credential.entity.Credential;
import dev.emporium.customer.credential.entity.Email;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The accounts, for the components that ask whose something is. Thread safe. */
public final class Accounts implements Credentials {
    private final Customers customers = new Customers();

    @Override
    public Optional<Credential> of(Handle handle, Email email) {
        return customers.credential(handle, email);
    }

    @Override
    public boolean hold(Handle transaction, UUID customerId) {
        return customers.lock(transaction, customerId).isPresent();
    }

    @Override
    public void upgrade(Handle handle, Credential verified, String better) {
        customers.upgradePassword(handle, verified.customerId(), verified.passwordHash(), better);
    }

    /**
     * Whose the credential is, if it still is: their row is the transaction's until its end, so whoever deletes the account
     * or sets another password comes before or after it.
     */
    public Optional<Customer> owner(Handle transaction, Credential shown) {
        return customers.lock(transaction, shown.customerId()).filter(owner -> customers.holds(transaction, shown));
    }

    public Optional<Customer> find(Handle handle, UUID customerId) {
        return customers.find(handle, customerId);
    }
}
