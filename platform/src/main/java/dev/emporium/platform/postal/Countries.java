package dev.emporium.platform.postal;

import java.util.Locale;
import java.util.Set;

/** The countries that something can be sent to: those of ISO 3166-1, and Kosovo, which has a code in use only. */
public final class Countries {
    private static final Set<String> ISO = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);
    private static final String KOSOVO = "XK";

    private Countries() {}

    /** Whether the code, such as {@code DE}, is one of them. */
    public static boolean has(String code) {
        return ISO.contains(code) || code.equals(KOSOVO);
    }
}
