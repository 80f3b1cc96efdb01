package dev.emporium.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * An amount in minor units (cents, pence, yen) of an ISO 4217 currency. As JSON it is
 * {@code {"amount": "19.99", "currency": "EUR"}}, the amount a string with exactly the currency's number of digits.
 * Arithmetic is exact: it throws {@link ArithmeticException} when an amount leaves the range of a {@code long}, and
 * {@link IllegalArgumentException} when two currencies meet.
 */
public record Money(long minorUnits, Currency currency) implements Comparable<Money> {
    private static final String DECIMAL = "-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,4})?";
    private static final Pattern AMOUNT = Pattern.compile(DECIMAL);

    private static volatile InUse inUse = new InUse(0, Map.of());

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /** @throws IllegalArgumentException when either is not what ISO 4217 allows, in words meant for the caller */
    public static Money of(String amount, String currencyCode) {
        Currency currency = currency(currencyCode);
        int digits = currency.getDefaultFractionDigits();
        if (amount == null || !AMOUNT.matcher(amount).matches() || fractionDigits(amount) != digits) {
            String example = BigDecimal.valueOf(1999, digits).toPlainString();
            throw new IllegalArgumentException(
                    "amount must be a decimal string with %d fraction digits for %s, such as \"%s\""
                            .formatted(digits, currencyCode, example));
        }
        return new Money(minorUnits(new BigDecimal(amount), digits), currency);
    }

    private static long minorUnits(BigDecimal amount, int digits) {
        try {
            return amount.movePointRight(digits).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("amount is more than anybody has");
        }
    }

    public static Money of(long minorUnits, String currencyCode) {
        return new Money(minorUnits, currency(currencyCode));
    }

    private static Currency currency(String code) {
        try {
            if (code != null && code.equals(code.toUpperCase(Locale.ROOT))) {
                Currency currency = Currency.getInstance(code);
                if (currency.getDefaultFractionDigits() >= 0) {
                    return currency;
                }
            }
        } catch (IllegalArgumentException unknown) {
            // the sentence below says it better
        }
        throw new IllegalArgumentException("currency must be a code of ISO 4217 such as \"EUR\"");
    }

    private static int fractionDigits(String amount) {
        int point = amount.indexOf('.');
        return point < 0 ? 0 : amount.length() - point - 1;
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(minorUnits, sameCurrency(other).minorUnits), currency);
    }

    public Money times(long factor) {
        return new Money(Math.multiplyExact(minorUnits, factor), currency);
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(minorUnits, sameCurrency(other).minorUnits);
    }

    private Money sameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("%s and %s do not mix".formatted(currency, other.currency));
        }
        return other;
    }

    public String amount() {
        return BigDecimal.valueOf(minorUnits, currency.getDefaultFractionDigits())
                .toPlainString();
    }

    /** Whether people pay with its currency now: ISO 4217's codes stay known for ever, the mark's and the kuna's too. */
    public boolean isInUse() {
        long day = System.currentTimeMillis() / 86_400_000;
        InUse known = inUse;
        if (known.day != day) {
            known = new InUse(day, new ConcurrentHashMap<>());
            inUse = known;
        }
        return known.byCode.computeIfAbsent(currencyCode(), Money::isInUse);
    }

    private static boolean isInUse(String code) {
        Date now = new Date();
        return com.ibm.icu.util.Currency.isAvailable(code, now, now);
    }

    /** What was found on a day since 1970; asking again takes longer than all else that is done with a product. */
    private record InUse(long day, Map<String, Boolean> byCode) {}

    public String currencyCode() {
        return currency.getCurrencyCode();
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Money fromJson(Json json) {
        return of(json.amount(), json.currency());
    }

    @JsonValue
    Json toJson() {
        return new Json(amount(), currencyCode());
    }

    /** How money looks on the wire. */
    @Schema(name = "Money", example = "{\"amount\": \"19.99\", \"currency\": \"EUR\"}")
    public record Json(
            @Schema(
                            pattern = "^" + DECIMAL + "$",
                            maxLength = 21,
                            description = "With as many digits after the point as the currency has")
                    @NotNull
                    String amount,
            @Schema(pattern = "^[A-Z]{3}$", description = "ISO 4217") @NotNull String currency) {}
}
