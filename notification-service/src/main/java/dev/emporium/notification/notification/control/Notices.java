package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.notification.notification.entity.NotificationRepository.Added;
import dev.emporium.notification.notification.entity.OrderSummaryRepository;
import dev.emporium.notification.notification.entity.OrderSummaryRepository.Ordered;
import dev.emporium.platform.Uuid7;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Writes down what is to be told, in the transaction in which it was heard. Thread safe. */
public final class Notices {
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

    /** Each once, however often it is heard. Who does not want it is found out when it is sent. */
    public void note(Handle transaction, List<Notice> notices) {
        notifications.add(
                transaction,
                notices.stream()
                        .filter(notice -> readers.contains(notice.kind().reader()))
                        .flatMap(this::added)
                        .toList());
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
        summaries.add(transaction, orders);
        notifications.hurry(transaction, orders.stream().map(Ordered::orderId).toList());
    }
}
