package dev.emporium.shipping.shipment.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Origin;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.operations.Books.Difference;
import dev.emporium.shipping.carrier.entity.Label;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The shipments. Every method is one statement in the handle's transaction, for any number of shipments; rows are locked in
 * the order of their ids. Thread safe.
 */
public final class ShipmentRepository {
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private static final String SHIPMENT =
            """
            select s.shipment_id, s.order_id, s.status, s.method, s.tracking_number, s.tracking_url, s.deliver_on,
                s.created_at, s.updated_at, (
                select jsonb_agg(jsonb_build_object('product_id', l.product_id, 'quantity', l.quantity)
                    order by l.position) from shipment_lines l where l.shipment_id = s.shipment_id) as items, (
                select jsonb_agg(jsonb_build_object('at', h.at, 'status', h.status) order by h.position)
                from shipment_history h where h.shipment_id = s.shipment_id) as history
            from shipments s
            """;

    private static final String STANDING =
            "shipment_id, order_id, status, parcel, tracking_number, tracking_url, request_id, traceparent ";

    private final ObjectMapper json;

    public ShipmentRepository(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Makes a shipment for each of the orders that has none; all have different ids.
     *
     * @param origins where each comes from, by order
     * @return those that were made
     */
    public List<Standing> add(Handle transaction, List<Wish> wishes, Map<UUID, Origin> origins, Instant at) {
        List<UUID> lineOrders = new ArrayList<>();
        List<Item> lines = new ArrayList<>();
        for (Wish wish : wishes) {
            wish.items().forEach(item -> {
                lineOrders.add(wish.orderId());
                lines.add(item);
            });
        }
        return transaction
                .createQuery(
                        """
                        with made as (
                            insert into shipments (shipment_id, order_id, customer_id, status, method, deliver_on,
                                label_due, request_id, traceparent, created_at, updated_at)
                            select shipment_id, order_id, customer_id, 'created', method, cast(deliver_on as date),
                                :at, request_id, traceparent, :at, :at
                            from unnest(:ids, :orderIds, :customerIds, :methods, :days, :requestIds, :traceparents)
                                as wish (shipment_id, order_id, customer_id, method, deliver_on, request_id, traceparent)
                            order by order_id
                            on conflict (order_id) do nothing
                            returning shipment_id, order_id, status, parcel, tracking_number, tracking_url,
                                request_id, traceparent
                        ), noted as (
                            insert into shipment_history (shipment_id, at, status)
                            select shipment_id, :at, status from made
                        ), packed as (
                            insert into shipment_lines (shipment_id, product_id, position, quantity)
                            select made.shipment_id, line.product_id, line.position, line.quantity
                            from unnest(:lineOrders, :products, :quantities) with ordinality
                                as line (order_id, product_id, quantity, position)
                            join made on made.order_id = line.order_id
                        )
                        select shipment_id, order_id, status, parcel, tracking_number, tracking_url, request_id,
                            traceparent
                        from made
                        """)
                .bind("at", at)
                .bind("ids", Stream.generate(Uuid7::next).limit(wishes.size()).toArray(UUID[]::new))
                .bind("orderIds", wishes.stream().map(Wish::orderId).toArray(UUID[]::new))
                .bind("customerIds", wishes.stream().map(Wish::customerId).toArray(UUID[]::new))
                .bind("methods", wishes.stream().map(Wish::method).toArray(String[]::new))
                .bind(
                        "days",
                        wishes.stream()
                                .map(Wish::deliverOn)
                                .map(ShipmentRepository::text)
                                .toArray(String[]::new))
                .bind(
                        "requestIds",
                        wishes.stream()
                                .map(wish -> origins.get(wish.orderId()).requestId())
                                .toArray(String[]::new))
                .bind(
                        "traceparents",
                        wishes.stream()
                                .map(wish -> origins.get(wish.orderId()).traceparent())
                                .toArray(String[]::new))
                .bind("lineOrders", lineOrders.toArray(UUID[]::new))
                .bind("products", lines.stream().map(Item::productId).toArray(UUID[]::new))
                .bind("quantities", lines.stream().map(Item::quantity).toArray(Long[]::new))
                .map(ShipmentRepository::whereItStands)
                .list();
    }

    private static String text(LocalDate day) {
        return day == null ? null : day.toString();
    }

    /** Leaves a cancelled shipment for each of the orders that has none, so that none is made later. */
    public void refuse(Handle transaction, Collection<UUID> orderIds, Instant at) {
        transaction
                .createUpdate(
                        """
                        with refused as (
                            insert into shipments (shipment_id, order_id, status, method, created_at, updated_at)
                            select shipment_id, order_id, 'cancelled', 'none', :at, :at
                            from unnest(:ids, :orderIds) as asked (shipment_id, order_id) order by order_id
                            on conflict (order_id) do nothing
                            returning shipment_id, status
                        )
                        insert into shipment_history (shipment_id, at, status) select shipment_id, :at, status from refused
                        """)
                .bind("at", at)
                .bind("ids", Stream.generate(Uuid7::next).limit(orderIds.size()).toArray(UUID[]::new))
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .execute();
    }

    /** Where the shipment stands now. */
    public Optional<Standing> standing(Handle handle, UUID shipmentId) {
        return handle.createQuery("select " + STANDING + "from shipments where shipment_id = :shipmentId")
                .bind("shipmentId", shipmentId)
                .map(ShipmentRepository::whereItStands)
                .findOne();
    }

    /** Where the shipments of these orders stand now. */
    public List<Standing> ofOrders(Handle handle, Collection<UUID> orderIds) {
        return handle.createQuery("select " + STANDING + "from shipments where order_id = any(:orderIds)")
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .map(ShipmentRepository::whereItStands)
                .list();
    }

    /** Shipments that a carrier could go on with, and to which nothing has happened since. */
    public List<Standing> quiet(Handle handle, Instant since, int most) {
        return handle.createQuery(
                        "select " + STANDING
                                + """
                        from shipments
                        where status in ('created', 'dispatched', 'in_transit') and tracking_number is not null
                            and updated_at <= :since
                        order by updated_at limit :most
                        """)
                .bind("since", since)
                .bind("most", most)
                .map(ShipmentRepository::whereItStands)
                .list();
    }

    /** Locks the shipments of these customers. */
    public List<UUID> lockThoseOf(Handle transaction, Collection<UUID> customerIds) {
        return transaction
                .createQuery(
                        """
                        select shipment_id from shipments where customer_id = any(:customerIds)
                        order by shipment_id for no key update
                        """)
                .bind("customerIds", customerIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Moves those of the shipments that are where the move begins and, where it needs one, have a label; notes it in their
     * histories. Of two moves from one state the second waits for the first, and finds nothing. What is sent again is another
     * parcel, and needs a label; it is not called off any more.
     *
     * @return those that were moved, as they are now
     */
    public List<Standing> move(Handle transaction, Collection<UUID> shipmentIds, Move move, Instant at) {
        return transaction
                .createQuery(
                        """
                        with locked as (
                            select shipment_id from shipments
                            where shipment_id = any(:ids) and status = :from
                                and (tracking_number is not null or :to not in ('dispatched', 'in_transit'))
                                and (parcel = 1 or :to <> 'cancelled')
                            order by shipment_id for update
                        ), moved as (
                            update shipments s set status = :to, updated_at = :at,
                                parcel = s.parcel + case when :to = 'created' then 1 else 0 end,
                                tracking_number = case when :to = 'created' then null else s.tracking_number end,
                                tracking_url = case when :to = 'created' then null else s.tracking_url end,
                                label_due = case when :to = 'created' then cast(:at as timestamptz) end,
                                label_attempts = case when :to = 'created' then 0 else s.label_attempts end
                            from locked where s.shipment_id = locked.shipment_id
                            returning s.shipment_id, s.order_id, s.status, s.parcel, s.tracking_number, s.tracking_url,
                                s.request_id, s.traceparent
                        ), noted as (
                            insert into shipment_history (shipment_id, at, status) select shipment_id, :at, status from moved
                        )
                        select shipment_id, order_id, status, parcel, tracking_number, tracking_url, request_id,
                            traceparent
                        from moved
                        """)
                .bind("ids", shipmentIds.toArray(UUID[]::new))
                .bind("from", move.from().word())
                .bind("to", move.to().word())
                .bind("at", at)
                .map(ShipmentRepository::whereItStands)
                .list();
    }

    /**
     * Takes what is due to be labelled, for the asker alone until the lease is over.
     *
     * @param lease when it is due again, should the asker come to nothing
     */
    public List<Unlabelled> takeDue(Handle transaction, Instant now, Instant lease, int most) {
        return transaction
                .createQuery(
                        """
                        update shipments set label_due = :lease, label_attempts = label_attempts + 1
                        where shipment_id = any(array(
                            select shipment_id from shipments where label_due <= :now
                            order by label_due limit :most for update skip locked))
                        returning shipment_id, order_id, parcel, method, deliver_on, label_attempts, request_id, traceparent
                        """)
                .bind("now", now)
                .bind("lease", lease)
                .bind("most", most)
                .map((row, context) -> new Unlabelled(
                        row.getObject("shipment_id", UUID.class),
                        row.getObject("order_id", UUID.class),
                        row.getInt("parcel"),
                        row.getString("method"),
                        row.getObject("deliver_on", LocalDate.class),
                        row.getInt("label_attempts"),
                        Origin.of(row)))
                .list();
    }

    // "is true": else all that are under way are read for the one, when statistics were made while none was

    /** Has it asked for again later, if it still needs a label. */
    public void postpone(Handle handle, Unlabelled parcel, Instant due) {
        handle.createUpdate(
                        """
                        update shipments set label_due = :due
                        where shipment_id = :shipmentId and parcel = :parcel and (label_due is not null) is true
                        """)
                .bind("due", due)
                .bind("shipmentId", parcel.shipmentId())
                .bind("parcel", parcel.parcel())
                .execute();
    }

    /** @param label what the carrier has given for it */
    public record Labelled(Unlabelled parcel, Label label) {}

    /**
     * Keeps the labels of parcels that still need one; the first that comes is the one. That of what was called off meanwhile is to be
     * voided, even if it was before, or is being at the moment.
     */
    public void label(Handle handle, List<Labelled> labelled, Instant at) {
        handle.createUpdate(
                        """
                        with locked as (
                            select shipment_id from shipments where shipment_id = any(:shipmentIds)
                            order by shipment_id for update
                        ), late as (
                            update shipments set label_voided_at = null, void_due = null, void_attempts = void_attempts + 1
                            from locked where shipments.shipment_id = locked.shipment_id and status = 'cancelled'
                        )
                        update shipments s set tracking_number = given.number, tracking_url = given.url, label_due = null,
                            updated_at = :at
                        from locked join unnest(cast(:shipmentIds as uuid[]), cast(:parcels as integer[]),
                                cast(:numbers as text[]), cast(:urls as text[]))
                            as given (shipment_id, parcel, number, url) using (shipment_id)
                        where s.shipment_id = locked.shipment_id and s.parcel = given.parcel and (status = 'created') is true
                            and tracking_number is null
                        """)
                .bind(
                        "shipmentIds",
                        labelled.stream()
                                .map(each -> each.parcel().shipmentId())
                                .toArray(UUID[]::new))
                .bind(
                        "parcels",
                        labelled.stream().map(each -> each.parcel().parcel()).toArray(Integer[]::new))
                .bind(
                        "numbers",
                        labelled.stream()
                                .map(each -> each.label().trackingNumber())
                                .toArray(String[]::new))
                .bind(
                        "urls",
                        labelled.stream()
                                .map(each -> each.label().trackingUrl())
                                .toArray(String[]::new))
                .bind("at", at)
                .execute();
    }

    /**
     * Takes what was called off and may have a label, for the asker alone until the lease is over.
     *
     * @param since it was called off by then
     * @param lease when it is due again, should the asker come to nothing
     */
    public List<CalledOff> takeVoids(Handle transaction, Instant now, Instant since, Instant lease, int most) {
        return transaction
                .createQuery(
                        """
                        update shipments set void_due = :lease, void_attempts = void_attempts + 1
                        where shipment_id = any(array(
                            select shipment_id from shipments
                            where status = 'cancelled' and label_attempts > 0 and label_voided_at is null
                                and updated_at <= :since and (void_due is null or void_due <= :now)
                            order by updated_at limit :most for update skip locked))
                        returning shipment_id, order_id, parcel, void_attempts, request_id, traceparent
                        """)
                .bind("now", now)
                .bind("since", since)
                .bind("lease", lease)
                .bind("most", most)
                .map((row, context) -> new CalledOff(
                        row.getObject("shipment_id", UUID.class),
                        row.getObject("order_id", UUID.class),
                        row.getInt("parcel"),
                        row.getInt("void_attempts"),
                        Origin.of(row)))
                .list();
    }

    /** Has the carrier asked again later to void this label. */
    public void postponeVoid(Handle handle, CalledOff parcel, Instant due) {
        handle.createUpdate("update shipments set void_due = :due where shipment_id = :shipmentId")
                .bind("due", due)
                .bind("shipmentId", parcel.shipmentId())
                .execute();
    }

    /** The label is void, unless one has come since, or somebody else is asking for it. */
    public void noteVoid(Handle handle, CalledOff parcel, Instant at) {
        handle.createUpdate(
                        """
                        update shipments set label_voided_at = :at
                        where shipment_id = :shipmentId and void_attempts = :attempts
                        """)
                .bind("at", at)
                .bind("shipmentId", parcel.shipmentId())
                .bind("attempts", parcel.attempts())
                .execute();
    }

    /** Takes out of those of the shipments that are over by what strangers would find the parcel, if their customers are erased. */
    public void erase(Handle transaction, Collection<UUID> shipmentIds) {
        transaction
                .createUpdate(
                        """
                        update shipments set tracking_number = null, tracking_url = null
                        where shipment_id = any(:ids) and status in ('delivered', 'lost', 'cancelled')
                            and customer_id in (select customer_id from erased_customers)
                        """)
                .bind("ids", shipmentIds.toArray(UUID[]::new))
                .execute();
    }

    /** The shipment, if it is one of the viewer's. @param customerId whose they must be, or null for everybody's */
    public Optional<Shipment> find(Handle handle, UUID shipmentId, UUID customerId) {
        return ofViewer(handle, "where s.shipment_id = :shipmentId ", customerId, "")
                .bind("shipmentId", shipmentId)
                .map(this::shipment)
                .findOne();
    }

    /**
     * The newest shipments, or those that follow the given one.
     *
     * @param customerId whose, or null for everybody's
     * @param orderId of which order, or null for any
     */
    public List<Shipment> list(Handle handle, UUID customerId, UUID orderId, UUID after, int count) {
        String where = "where true " + (orderId == null ? "" : "and s.order_id = :orderId ")
                + (after == null ? "" : "and s.shipment_id < :after ");
        Query query = ofViewer(handle, where, customerId, "order by s.shipment_id desc limit :count")
                .bind("count", count);
        if (orderId != null) {
            query.bind("orderId", orderId);
        }
        if (after != null) {
            query.bind("after", after);
        }
        return query.map(this::shipment).list();
    }

    private static Query ofViewer(Handle handle, String where, UUID customerId, String order) {
        String whose = customerId == null ? "" : "and s.customer_id = :customerId ";
        Query query = handle.createQuery(SHIPMENT + where + whose + order);
        return customerId == null ? query : query.bind("customerId", customerId);
    }

    /** What became of the shipments of the orders that follow the given one, by order. */
    public List<BookEntry> books(Handle handle, UUID afterOrder, int count) {
        return handle.createQuery(
                        """
                        select order_id, status from shipments where order_id > :after order by order_id limit :count
                        """)
                .bind("after", afterOrder == null ? BEFORE_ALL : afterOrder)
                .bind("count", count)
                .map((row, context) -> new BookEntry(
                        row.getObject("order_id", UUID.class), ShipmentStatus.of(row.getString("status"))))
                .list();
    }

    /** Shipments that are not where their histories end. */
    public List<Difference> thoseBesideTheirHistory(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select s.order_id, s.status || ', by its history ' || coalesce(h.status, 'nothing') as detail
                        from shipments s left join lateral (
                            select status from shipment_history h where h.shipment_id = s.shipment_id
                            order by position desc limit 1) h on true
                        where h.status is distinct from s.status limit :most
                        """)
                .bind("most", most)
                .map((row, context) -> new Difference(row.getObject("order_id", UUID.class), row.getString("detail")))
                .list();
    }

    private static Standing whereItStands(ResultSet row, StatementContext context) throws SQLException {
        return new Standing(
                row.getObject("shipment_id", UUID.class),
                row.getObject("order_id", UUID.class),
                ShipmentStatus.of(row.getString("status")),
                row.getInt("parcel"),
                row.getString("tracking_number"),
                row.getString("tracking_url"),
                Origin.of(row));
    }

    private Shipment shipment(ResultSet row, StatementContext context) throws SQLException {
        return new Shipment(
                row.getObject("shipment_id", UUID.class),
                row.getObject("order_id", UUID.class),
                ShipmentStatus.of(row.getString("status")),
                row.getString("method"),
                row.getString("tracking_number"),
                row.getString("tracking_url"),
                row.getObject("deliver_on", LocalDate.class),
                read(row.getString("items"), new TypeReference<List<Item>>() {}),
                read(row.getString("history"), new TypeReference<List<HistoryEntry>>() {}),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private <T> List<T> read(String rows, TypeReference<List<T>> type) {
        try {
            return rows == null ? List.of() : json.readValue(rows, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }
}
