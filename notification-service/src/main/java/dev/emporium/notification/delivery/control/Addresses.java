package dev.emporium.notification.delivery.control;

import dev.emporium.notification.delivery.entity.Addressee;
import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Due;
import dev.emporium.notification.notification.entity.Kind.Reader;
import dev.emporium.notification.notification.entity.Language;
import dev.emporium.notification.notification.entity.Preferences;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.client.ServiceToken;
import dev.emporium.platform.postal.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where a letter goes, asked of those who know it at the moment when it is sent: nothing of it is kept here. Thread safe. */
public final class Addresses {
    /** Why nobody is told who was erased. */
    static final String ERASED = "erased";

    private final RemoteService orders;
    private final RemoteService customers;
    private final ServiceToken token;
    private final String staff;

    /** @param staff the address of those who run the shop */
    public Addresses(RemoteService orders, RemoteService customers, ServiceToken token, String staff) {
        this.orders = orders;
        this.customers = customers;
        this.token = token;
        this.staff = staff;
    }

    /** What was answered while some are written; not kept for longer. Used by one thread. */
    final class Round {
        private final List<Due> all;
        private final Map<UUID, Contact> contacts = new HashMap<>();
        private Map<UUID, Delivery> deliveries;

        Round(List<Due> all) {
            this.all = all;
        }

        /**
         * Asks for it, once for all of an order or a customer, and once for all orders.
         *
         * @throws RefusedException when it was erased
         * @throws RemoteServiceException when whoever knows it is away
         */
        Addressee of(Due due, Preferences preferences) throws RefusedException {
            Language language = preferences.reading().or(due::orderLanguage).orElse(Language.EN);
            if (due.channel() == Channel.SMS) {
                return new Addressee(preferences.phone(), null, null, language);
            }
            return switch (due.kind().reader()) {
                case STAFF -> new Addressee(staff, null, null, language);
                case CUSTOMER -> {
                    Contact contact = contact(due.customerId());
                    yield new Addressee(contact.email, contact.name, null, language);
                }
                case BUYER -> {
                    Delivery delivery = delivery(due.orderId());
                    String email = delivery.email == null ? contact(delivery.customerId).email : delivery.email;
                    yield new Addressee(email, null, delivery.shippingAddress, language);
                }
            };
        }

        private Delivery delivery(UUID orderId) throws RefusedException {
            if (deliveries == null) {
                deliveries = deliveries(all);
            }
            Delivery known = deliveries.get(orderId);
            if (known == null) {
                throw new RefusedException(ERASED);
            }
            return known;
        }

        private Contact contact(UUID customerId) throws RefusedException {
            if (customerId == null) {
                throw new RefusedException("no_address");
            }
            Contact known = contacts.get(customerId);
            if (known == null) {
                known = ask(customers, customerId, "contact", Contact.class);
                contacts.put(customerId, known);
            }
            return known;
        }
    }

    /** @param all that are written in it */
    Round round(List<Due> all) {
        return new Round(all);
    }

    private Map<UUID, Delivery> deliveries(List<Due> all) {
        String ids = all.stream()
                .filter(due -> due.kind().reader() == Reader.BUYER)
                .map(due -> due.orderId().toString())
                .distinct()
                .collect(Collectors.joining(","));
        return orders
                .get(collection -> collection.path("deliveries").with("ids", ids), token, Deliveries.class)
                // not the orders are unknown to a version before, but the question: it goes on when that is gone
                .orElseThrow(() -> new RemoteServiceException("order-service does not tell of deliveries", null))
                .items()
                .stream()
                .collect(Collectors.toMap(Delivery::orderId, Function.identity()));
    }

    private <T> T ask(RemoteService whom, UUID about, String what, Class<T> type) throws RefusedException {
        Optional<T> answer =
                whom.get(collection -> collection.path(about.toString()).path(what), token, type);
        return answer.orElseThrow(() -> new RefusedException(ERASED));
    }

    private record Deliveries(List<Delivery> items) {}

    /** What is needed of order-service's answer. */
    private record Delivery(UUID orderId, UUID customerId, String email, Address shippingAddress) {
        @Override
        public String toString() {
            return "Delivery[REDACTED]";
        }
    }

    /** What is needed of customer-service's answer. */
    private record Contact(String email, String name) {
        Contact {
            Objects.requireNonNull(email, "email");
        }

        @Override
        public String toString() {
            return "Contact[REDACTED]";
        }
    }
}
