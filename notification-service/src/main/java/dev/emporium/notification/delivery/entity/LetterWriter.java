package dev.emporium.notification.delivery.entity;

import dev.emporium.notification.delivery.entity.Templates.Part;
import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Due;
import dev.emporium.notification.notification.entity.Facts;
import dev.emporium.notification.notification.entity.Language;
import dev.emporium.notification.notification.entity.OrderSummary;
import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Address;
import java.math.BigDecimal;
import java.net.URI;
import java.text.NumberFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Writes what somebody is told, whatever is in it: nothing in it is markup, or begins a new header. Thread safe. */
public final class LetterWriter {
    private static final Set<String> REASONS =
            Set.of("out_of_stock", "payment_declined", "payment_unavailable", "timed_out");
    private static final int LONGEST_LINE = 200;

    private final Templates templates;

    public LetterWriter(Templates templates) {
        this.templates = templates;
    }

    public Letter write(Due due, Addressee addressee) {
        Language language = addressee.language();
        Map<String, Object> model = model(due, addressee);
        String subject = oneLine(templates.render(Part.SUBJECT, language, due.kind(), model));
        model.put("subject", subject);
        boolean sms = due.channel() == Channel.SMS;
        String text = templates.render(sms ? Part.SMS : Part.TEXT, language, due.kind(), model);
        return new Letter(
                due.notificationId(),
                addressee.to(),
                language,
                due.orderId() == null ? subject : subject + " (" + due.orderId() + ")",
                sms ? oneLine(text) : text,
                sms ? null : templates.render(Part.HTML, language, due.kind(), model),
                due.requestId(),
                due.traceparent());
    }

    /** Without what would end a header, or this text: a line break of any kind is a blank. */
    public static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
        return line.codePointCount(0, line.length()) <= LONGEST_LINE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_LINE - 1)) + "…";
    }

    private static Map<String, Object> model(Due due, Addressee addressee) {
        Map<String, Object> model = new HashMap<>();
        model.put("lang", addressee.language().word());
        model.put("name", addressee.name());
        model.put("optional", !due.kind().isRequired());
        model.put("order_id", due.orderId());
        if (addressee.parcel() != null) {
            model.put("address", lines(addressee.parcel(), addressee.language()));
        }
        due.summary().ifPresent(summary -> order(model, summary, addressee.language()));
        facts(model, due.facts(), addressee.language());
        return model;
    }

    private static void order(Map<String, Object> model, OrderSummary summary, Language language) {
        model.put(
                "lines",
                summary.lines().stream()
                        .map(line -> Map.of(
                                "name", line.name(),
                                "quantity", line.quantity(),
                                "line_total", written(line.lineTotal(), language)))
                        .toList());
        model.put("shipping", summary.shipping() == null ? null : written(summary.shipping(), language));
        model.put("total", written(summary.total(), language));
    }

    private static void facts(Map<String, Object> model, Facts facts, Language language) {
        REASONS.forEach(reason -> model.put(reason, reason.equals(facts.reason())));
        model.put("another_reason", facts.reason() != null && !REASONS.contains(facts.reason()));
        if (facts.amount() != null) {
            model.put("amount", written(facts.amount(), language));
        }
        if (facts.tracking() != null) {
            model.put("tracking_number", facts.tracking().number());
            model.put("tracking_url", page(facts.tracking().url()));
        }
        if (facts.stock() != null) {
            model.put("product", facts.stock().name());
            model.put("sku", facts.stock().sku());
            model.put("available", facts.stock().available());
            model.put("threshold", facts.stock().threshold());
        }
    }

    private static List<String> lines(Address address, Language language) {
        String town = Stream.of(address.postalCode(), address.city(), address.region())
                .filter(Objects::nonNull)
                .reduce((one, other) -> one + " " + other)
                .orElseThrow();
        String country =
                new Locale.Builder().setRegion(address.country()).build().getDisplayCountry(language.locale());
        return Stream.of(address.name(), address.line1(), address.line2(), town, country)
                .filter(Objects::nonNull)
                .toList();
    }

    /** A link leads to a page, and runs nothing. */
    private static String page(String url) {
        try {
            String scheme = url == null ? null : URI.create(url).getScheme();
            return "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme) ? url : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String written(Money money, Language language) {
        NumberFormat format = NumberFormat.getCurrencyInstance(language.locale());
        int digits = money.currency().getDefaultFractionDigits();
        format.setCurrency(money.currency());
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(BigDecimal.valueOf(money.minorUnits(), digits));
    }
}
