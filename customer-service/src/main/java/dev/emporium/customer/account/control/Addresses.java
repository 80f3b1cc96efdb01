package dev.emporium.customer.account.control;

import dev.emporium.customer.account.entity.AddressBook;
import dev.emporium.customer.account.entity.Customers;
import dev.emporium.customer.account.entity.SavedAddress;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.postal.Address;
import dev.emporium.platform.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The addresses that customers keep. Somebody else's is one that does not exist. Thread safe. */
public final class Addresses {
    private final Customers customers = new Customers();
    private final AddressBook addresses = new AddressBook();
    private final Jdbi jdbi;
    private final CreateOnce once;

    public Addresses(Jdbi jdbi, CreateOnce once) {
        this.jdbi = jdbi;
        this.once = once;
    }

    /** An address, and whether an earlier request with the same key made it. */
    public record Added(SavedAddress address, boolean replayed) {}

    public List<SavedAddress> list(UUID customerId) {
        return jdbi.withHandle(handle -> addresses.list(handle, customerId));
    }

    public SavedAddress read(UUID customerId, UUID addressId) {
        return jdbi.withHandle(handle -> find(handle, customerId, addressId));
    }

    public Added add(UUID customerId, Address address, IdempotentRequest request) {
        return jdbi.inTransaction(transaction -> {
            customers.lock(transaction, customerId).orElseThrow(OwnAccount::gone);
            UUID id = Uuid7.next();
            Optional<UUID> earlier = once.begin(transaction, request, id);
            if (earlier.isPresent()) {
                return new Added(find(transaction, customerId, earlier.get()), true);
            }
            if (addresses.list(transaction, customerId).size() >= AddressBook.MOST) {
                throw ProblemException.of(
                        422, "too_many_addresses", "At most " + AddressBook.MOST + " addresses are kept.");
            }
            addresses.add(transaction, customerId, id, address);
            return new Added(new SavedAddress(id, address), false);
        });
    }

    public SavedAddress replace(UUID customerId, UUID addressId, Address address) {
        return jdbi.inTransaction(transaction -> {
            if (!addresses.replace(transaction, customerId, addressId, address)) {
                throw notFound();
            }
            return new SavedAddress(addressId, address);
        });
    }

    public void remove(UUID customerId, UUID addressId) {
        jdbi.useHandle(handle -> addresses.remove(handle, customerId, addressId));
    }

    private SavedAddress find(Handle handle, UUID customerId, UUID addressId) {
        return addresses.find(handle, customerId, addressId).orElseThrow(Addresses::notFound);
    }

    private static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such address.");
    }
}
