package dev.emporium.notification.delivery.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Due;
import dev.emporium.notification.notification.entity.Facts;
import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.notification.notification.entity.Language;
import dev.emporium.notification.notification.entity.OrderSummary;
import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetterWriterTest {
    private static final String HOSTILE = "<script>alert('x')</script> \"&\r\nBcc: eve@example.com\r\n\r\n{{total}}";
    private static final UUID ORDER = UUID.fromString("0193b3a0-0000-7000-8000-00000000000a");
    /** To be looked at. */
    private static final Path PICTURES = Path.of("target", "letters");

    private final LetterWriter writer = new LetterWriter(new Templates());

    static Stream<Arguments> letters() {
        return Arrays.stream(Language.values())
                .flatMap(language -> Arrays.stream(Kind.values()).flatMap(kind -> Stream.of(Channel.values())
                        .filter(channel -> channel == Channel.MAIL || kind.hasSms())
                        .map(channel -> Arguments.of(kind, channel, language))));
    }

    private static Due due(Kind kind, Channel channel, String words, Facts facts) {
        OrderSummary summary = new OrderSummary(
                List.of(
                        new OrderSummary.Line(words, 2, Money.of("39.98", "EUR")),
                        new OrderSummary.Line("Tea pot, blue", 1, Money.of("1200.00", "EUR"))),
                Money.of("4.90", "EUR"),
                Money.of("1244.88", "EUR"));
        return new Due(
                UUID.randomUUID(),
                UUID.randomUUID(),
                kind,
                channel,
                kind.reader() == Kind.Reader.BUYER ? ORDER : null,
                null,
                facts,
                0,
                Instant.EPOCH,
                null,
                null,
                Optional.empty(),
                Optional.of(summary));
    }

    private static Facts facts(String words) {
        return new Facts(
                "out_of_stock",
                Money.of("19.99", "EUR"),
                new Facts.Tracking(words, "https://carrier.example/SIM01?a=1&b=2"),
                new Facts.Stock(words, words, 4, 5L));
    }

    private static Addressee addressee(String words, Language language) {
        Address parcel = new Address(words, "12 St James's Square", words, "London", null, "SW1Y 4JH", "GB");
        return new Addressee("jo@example.com", words, parcel, language);
    }

    private Letter write(Kind kind, Facts facts, Language language) {
        return writer.write(due(kind, Channel.MAIL, "Mug", facts), addressee("Jo Doe", language));
    }

    @ParameterizedTest
    @MethodSource("letters")
    void hasAllPartsWhateverIsPutIntoThem(Kind kind, Channel channel, Language language) {
        Letter letter = writer.write(due(kind, channel, HOSTILE, facts(HOSTILE)), addressee(HOSTILE, language));

        assertThat(letter.subject()).isNotBlank().doesNotContain("\r", "\n").hasSizeLessThan(260);
        assertThat(letter.text()).isNotBlank();
        if (channel == Channel.SMS) {
            assertThat(letter.text()).doesNotContain("\r", "\n");
            assertThat(letter.html()).isNull();
        } else {
            assertThat(letter.html())
                    .contains("<html lang=\"" + language.word() + "\">")
                    .doesNotContain("<script", "\"&\r", "a=1&b=2")
                    .endsWith("</html>\n");
        }
    }

    @ParameterizedTest
    @MethodSource("letters")
    void canBeLookedAt(Kind kind, Channel channel, Language language) throws IOException {
        Letter letter =
                writer.write(due(kind, channel, "Mug, white", facts("SIM0193B3A0")), addressee("Jo Doe", language));
        Files.createDirectories(PICTURES);
        String name = "%s-%s-%s".formatted(kind.word(), channel.word(), language.word());
        Files.writeString(PICTURES.resolve(name + ".txt"), letter.subject() + "\n\n" + letter.text());
        if (letter.html() != null) {
            Files.writeString(PICTURES.resolve(name + ".html"), letter.html());
        }
        assertThat(letter.text()).doesNotContain("{{", "}}", "null");
    }

    @Test
    void tellsWhatWasOrderedAndWhereItGoesInTheReadersLanguage() {
        Letter german = write(Kind.ORDER_CONFIRMED, Facts.NONE, Language.DE);
        assertThat(german.subject()).isEqualTo("Ihre Bestellung ist bestätigt (" + ORDER + ")");
        assertThat(german.text())
                .contains(
                        "2 x Mug: 39,98\u00a0€",
                        "Gesamtbetrag: 1.244,88\u00a0€",
                        "Versand: 4,90\u00a0€",
                        "SW1Y 4JH London",
                        "Vereinigtes Königreich");
        assertThat(german.html()).contains("2 &times; Mug", "39,98\u00a0€", "12 St James&#39;s Square");
        Letter english = write(Kind.ORDER_CONFIRMED, Facts.NONE, Language.EN);
        assertThat(english.text()).contains("2 x Mug: €39.98", "Total: €1,244.88", ORDER.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"out_of_stock", "payment_declined", "payment_unavailable", "timed_out", "something_newer"})
    void saysWhyAnOrderWasRejected(String reason) {
        Facts facts = new Facts(reason, null, null, null);
        assertThat(Stream.of("out_of_stock", "payment_declined", "payment_unavailable", "timed_out", "something_newer")
                        .filter(other -> !other.equals(reason))
                        .map(other -> write(Kind.ORDER_REJECTED, new Facts(other, null, null, null), Language.EN)
                                .text()))
                .hasSize(4)
                .doesNotContain(write(Kind.ORDER_REJECTED, facts, Language.EN).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "no url at all"})
    void linksToPagesAlone(String url) {
        Facts facts = new Facts(null, null, new Facts.Tracking("SIM1", url), null);
        Letter letter = write(Kind.ORDER_SHIPPED, facts, Language.EN);
        assertThat(letter.html()).contains("SIM1").doesNotContain("<a ", url);
        assertThat(letter.text()).contains("SIM1").doesNotContain(url);
    }

    @Test
    void writesEachCurrencyWithItsOwnDigits() {
        Facts yen = new Facts(null, Money.of("1500", "JPY"), null, null);
        assertThat(write(Kind.REFUNDED, yen, Language.DE).text()).contains("1.500\u00a0¥");
    }

    /** Who did not give a name is greeted without one. */
    @ParameterizedTest
    @EnumSource(Language.class)
    void greetsWhoeverItIs(Language language) {
        Letter letter = writer.write(
                due(Kind.WELCOME, Channel.MAIL, "", Facts.NONE), new Addressee("jo@example.com", null, null, language));
        assertThat(letter.text()).contains(language == Language.EN ? "Hello,\n" : "Guten Tag,\n");
    }

    /** Whoever may switch a mail off is told so in it. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void saysThatItCanBeSwitchedOffWhereItCan(Kind kind) {
        assertThat(write(kind, facts("x"), Language.EN).text().contains("in your preferences"))
                .isEqualTo(!kind.isRequired());
    }

    /** Of each language there are the same files, of which each is used. */
    @Test
    void hasTheSameInEachLanguage() throws IOException {
        Path folder = Path.of("src", "main", "resources", "templates");
        try (Stream<Path> english = Files.list(folder.resolve("en"));
                Stream<Path> german = Files.list(folder.resolve("de"))) {
            assertThat(english.map(Path::getFileName).sorted())
                    .containsExactlyElementsOf(
                            german.map(Path::getFileName).sorted().toList());
        }
    }

    /** What has failed for good has forgotten what served to tell it. */
    @Test
    void theRunbookSendsAgainWhatCanStillBeWritten() throws IOException {
        Set<String> lost = letters()
                .map(Arguments::get)
                .filter(letter -> !isWritten((Kind) letter[0], (Channel) letter[1]))
                .map(letter -> ((Kind) letter[0]).name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        Matcher left = Pattern.compile("kind not in \\((.*)\\)")
                .matcher(Files.readString(Path.of("..", "docs", "runbooks", "mails.md")));

        assertThat(left.results()
                        .flatMap(kinds ->
                                Stream.of(kinds.group(1).replace("'", "").split(", "))))
                .containsExactlyElementsOf(lost);
    }

    private boolean isWritten(Kind kind, Channel channel) {
        try {
            writer.write(due(kind, channel, "Mug", Facts.NONE), addressee("Jo Doe", Language.EN));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
