package dev.emporium.platform.text;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.UnicodeSet;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * E-mail addresses, those of RFC 6531 included: {@code local@domain}, both without blanks and without what cannot be seen;
 * no quoted local part and no address literal, which no shop's customer has. What stands between two dots is in one script
 * (or of those that are mixed in Chinese, Japanese and Korean), and what is not in ASCII does not look as if it were:
 * Unicode Technical Standard 39, "Highly Restrictive", with its tables of confusables.
 */
public final class MailAddresses {
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final String NOT_ONE = "must be an e-mail address";
    private static final Pattern DOT = Pattern.compile("\\.");
    /** RFC 5322, section 3.2.3, and whatever is not ASCII. */
    private static final Pattern LOCAL =
            Pattern.compile("%1$s(\\.%1$s)*".formatted("[\\w!#$%&'*+/=?^`{|}~-[^\\x00-\\x7F]]+"));

    private MailAddresses() {}

    /** What is wrong with a text that is to be an e-mail address, if anything is. */
    public static Optional<String> fault(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at > LONGEST_LOCAL || text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Optional.of(NOT_ONE);
        }
        String local = text.substring(0, at);
        IDNA.Info info = new IDNA.Info();
        String domain = Tables.unicode(text.substring(at + 1), info);
        boolean written = Text.faultOfLine(text, LONGEST).isEmpty() && Tables.NFKC.isNormalized(text);
        if (!written || !LOCAL.matcher(local).matches() || info.hasErrors() || domain.endsWith(".")) {
            return Optional.of(NOT_ONE);
        }
        return DOT.splitAsStream(local + "." + domain).anyMatch(Tables::deceives)
                ? Optional.of("must not mix scripts, or look like another address")
                : Optional.empty();
    }

    /** The same for two addresses that are taken for one: capitals make no difference, nor does how the domain is encoded. */
    public static String key(String text) {
        int at = text.lastIndexOf('@');
        IDNA.Info info = new IDNA.Info();
        String domain = at < 0 || isPlain(text) ? "" : Tables.unicode(text.substring(at + 1), info);
        String spelt = domain.isEmpty() || info.hasErrors() ? text : text.substring(0, at + 1) + domain;
        return Text.nfc(Text.line(spelt).toLowerCase(Locale.ROOT));
    }

    /** The same address with its domain in ASCII, as mail servers are asked for it. */
    public static String encoded(String text) {
        int at = text.lastIndexOf('@');
        return isAscii(text)
                ? text
                : text.substring(0, at + 1)
                        + Tables.UTS46.nameToASCII(text.substring(at + 1), new StringBuilder(), new IDNA.Info());
    }

    /** Whether its domain has one form alone: the encoded one is of ASCII too. */
    private static boolean isPlain(String text) {
        return isAscii(text) && !text.toLowerCase(Locale.ROOT).contains("xn--");
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** ICU's tables: read when the first address comes, not at start. */
    private static final class Tables {
        static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();
        private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_UNICODE
                | IDNA.NONTRANSITIONAL_TO_ASCII
                | IDNA.CHECK_BIDI
                | IDNA.CHECK_CONTEXTJ
                | IDNA.USE_STD3_RULES);
        private static final SpoofChecker SPOOFS = new SpoofChecker.Builder()
                .setChecks(SpoofChecker.RESTRICTION_LEVEL
                        | SpoofChecker.MIXED_NUMBERS
                        | SpoofChecker.INVISIBLE
                        | SpoofChecker.CHAR_LIMIT)
                .setAllowedChars(
                        new UnicodeSet(SpoofChecker.RECOMMENDED).add(0, 0x7F).freeze())
                .setRestrictionLevel(SpoofChecker.RestrictionLevel.HIGHLY_RESTRICTIVE)
                .build();

        static String unicode(String domain, IDNA.Info info) {
            return UTS46.nameToUnicode(domain, new StringBuilder(), info).toString();
        }

        static boolean deceives(String label) {
            return !isAscii(label) && (SPOOFS.failsChecks(label) || isAscii(SPOOFS.getSkeleton(label)));
        }
    }
}
