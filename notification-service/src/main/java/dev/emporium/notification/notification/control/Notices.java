package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.notification.notification.entity.NotificationRepository.Added;
import dev.emporium.notification.notification.entity.OrderSummaryRepository;
import dev.emporium.notification.notification.entity.OrderSummaryRepository.Ordered;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.ErasedCustomers;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Writes down what is to be told, in the transaction in which it was heard. Thread safe. */
public final class Notices {
    private final ErasedCustomers erased = new ErasedCustomers();
    private final NotificationRepository notifications;
    private final OrderSummaryRepository summaries;
    private final Set<Kind.Reader> readers;
    private final boolean sms;

    /**
     * @param readers whom there is a way to
     * @param sms whether there is a gateway for text messages
     */
    public Notices(
            NotificationRepository notifications,
            OrderSummaryRepository summaries,
            Set<Kind.Reader> readers,
            boolean sms) {
        this.notifications = notifications;
        this.summaries = summaries;
        this.readers = Set.copyOf(readers);
        this.sms = sms;
    }

    /** Each once, however often it is heard. Who does not want it is found out when it is sent, but for text messages as far as it is known before. */
    public void note(Handle transaction, List<Notice> notices) {
        List<Added> added = notices.stream()
                .filter(notice -> readers.contains(notice.kind().reader()))
                .flatMap(this::added)
                .toList();
        hold(transaction, added.stream().map(Added::customerId));
        notifications.add(transaction, added);
    }

    /** Whoever erases them finds what becomes theirs, or is found. */
    private void hold(Handle transaction, Stream<UUID> customerIds) {
        Set<UUID> theirs = customerIds.filter(Objects::nonNull).collect(Collectors.toSet());
        if (!theirs.isEmpty()) {
            erased.hold(transaction, theirs);
        }
    }

    private Stream<Added> added(Notice notice) {
        Stream<Channel> channels =
                sms && notice.kind().hasSms() ? Stream.of(Channel.values()) : Stream.of(Channel.MAIL);
        return channels.map(channel -> new Added(
                Uuid7.next(),
                notice.kind(),
                channel,
                notice.causeId(),
                notice.orderId(),
                notice.customerId(),
                notice.facts(),
                notice.heard().requestid(),
                notice.heard().traceparent()));
    }

    /** Keeps what was ordered; what has waited for that goes on. */
    public void keep(Handle transaction, List<Ordered> orders) {
        hold(transaction, orders.stream().map(Ordered::customerId));
        summaries.add(transaction, orders);
        notifications.hurry(transaction, orders.stream().map(Ordered::orderId).toList());
    }
}
