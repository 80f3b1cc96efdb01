package dev.emporium.product.transfer.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.product.catalogue.boundary.ProductReader;
import dev.emporium.product.catalogue.control.ProductEntry;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductStatus;
import dev.emporium.product.transfer.control.ProductFile;
import dev.emporium.product.transfer.control.UnreadableFileException;
import dev.emporium.product.transfer.entity.TransferFormat;
import io.dropwizard.jersey.validation.Validators;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileFormatsTest {
    private static final String SHOPIFY =
            """
            Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Image Src,Image Position,Variant Image,Status
            """;
    private static final String WOOCOMMERCE =
            """
            ID,Type,SKU,Name,Published,Short description,Description,Stock,Weight (kg),Sale price,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s),Brands,Date sale price ends
            """;

    private static final ObjectMapper MAPPER = Json.mapper();
    private static final FileFormats FORMATS = new FileFormats(
            MAPPER,
            new ProductReader(
                    MAPPER,
                    Validators.newConfiguration().buildValidatorFactory().getValidator()));

    private static List<ProductFile.Entry> read(TransferFormat format, String text) {
        return read(format, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ProductFile.Entry> read(TransferFormat format, byte[] bytes) {
        ProductFile file = FORMATS.open(format, "EUR", new ByteArrayInputStream(bytes));
        List<ProductFile.Entry> entries = new ArrayList<>();
        for (ProductFile.Entry entry = file.next(); entry != null; entry = file.next()) {
            entries.add(entry);
        }
        return entries;
    }

    private static ProductDetails one(List<ProductFile.Entry> entries) {
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).faults()).isEmpty();
        return entries.get(0).product().details();
    }

    /** "line: field reason" of what is wrong. */
    private static List<String> faults(List<ProductFile.Entry> entries) {
        return entries.stream()
                .flatMap(entry -> entry.faults().stream()
                        .map(fault -> entry.line() + ": " + fault.field() + " " + fault.message()))
                .toList();
    }

    @Test
    void makesAFamilyOfShopifysVariants() {
        List<ProductFile.Entry> entries = read(
                TransferFormat.SHOPIFY,
                SHOPIFY
                        + """
                        tee,T-shirt,"<p>Soft,
                        <b>warm</b></p><script>alert(1)</script>",Acme,Apparel > Clothing > Tops/Shirts,Top,"a, b",TRUE,Colour,Red,Size,M,TEE-R-M,180,5,19.9,https://img.example/1.jpg,1,https://img.example/r.jpg,active
                        tee,,,,,,,,,Blue,,L,TEE-B-L,200.4,-2,21,https://img.example/2.jpg,2,,
                        tee,,,,,,,,,,,,,,,,https://img.example/3.jpg,3,,
                        cup,Cup,,,,Tea/Cups,,,Title,Default Title,,,CUP,0,,4.00,,,,archived
                        """);
        assertThat(faults(entries)).isEmpty();
        assertThat(entries).extracting(ProductFile.Entry::line).containsExactly(2L, 4L, 6L);
        ProductEntry red = entries.get(0).product();
        assertThat(red)
                .isEqualTo(new ProductEntry(
                        new ProductDetails(
                                "TEE-R-M",
                                "T-shirt",
                                "Soft, warm",
                                "Apparel/Clothing/Tops-Shirts",
                                "Acme",
                                Map.of("tags", "a, b", "Colour", "Red", "Size", "M"),
                                "tee",
                                List.of(
                                        "https://img.example/r.jpg",
                                        "https://img.example/1.jpg",
                                        "https://img.example/2.jpg",
                                        "https://img.example/3.jpg"),
                                Money.of("19.90", "EUR"),
                                ProductStatus.ACTIVE,
                                180,
                                null),
                        5));
        ProductEntry blue = entries.get(1).product();
        assertThat(blue.details().name()).isEqualTo("T-shirt");
        assertThat(blue.details().attributes()).containsEntry("Colour", "Blue").containsEntry("Size", "L");
        assertThat(blue.details().price()).isEqualTo(Money.of("21.00", "EUR"));
        assertThat(blue.stock()).isZero();
        ProductDetails cup = entries.get(2).product().details();
        assertThat(cup.family()).isNull();
        assertThat(cup.attributes()).isEmpty();
        assertThat(cup.category()).isEqualTo("Tea/Cups");
        assertThat(cup.status()).isEqualTo(ProductStatus.DISCONTINUED);
        assertThat(cup.weightGrams()).isNull();
    }

    @Test
    void readsTheColumnsThatShopifyHasNow() {
        ProductDetails product = one(
                read(
                        TransferFormat.SHOPIFY,
                        """
                Title,URL handle,Description,Vendor,Product category,Status,SKU,Option1 name,Option1 value,Price,Inventory quantity,Weight value (grams),Product image URL,Published on online store
                Tee,tee,<p>Soft</p>,Acme,Apparel,Active,TEE,Title,Default Title,9.00,3,100,https://img.example/1.jpg,FALSE
                """));
        assertThat(product.sku()).isEqualTo("TEE");
        assertThat(product.imageUrls()).containsExactly("https://img.example/1.jpg");
        assertThat(product.weightGrams()).isEqualTo(100);
        assertThat(product.status()).isEqualTo(ProductStatus.DRAFT);
    }

    @Test
    void makesAFamilyOfWooCommercesVariations() {
        List<ProductFile.Entry> entries = read(
                TransferFormat.WOOCOMMERCE,
                WOOCOMMERCE
                        + """
                        10,simple,CUP,Cup,1,Small,"<p>Big</p>\\n<p>and blue</p>",7,0.25,,4.00,"Kitchen > Cups, Gifts","https://img.example/1.jpg, https://img.example/2.jpg",,Colour,"Blue\\, dark",Acme,
                        11,variable,TEE,T-shirt,1,,Soft,,0.18,,,Clothing,https://img.example/t.jpg,,Size,"M, L",,
                        12,variation,TEE-M,T-shirt - M,1,,,3,,8.00,10.00,,,TEE,Size,M,,
                        13,variation,TEE-L,,-1,,,,,8.00,10.00,,,id:11,Size,L,,2020-01-01
                        14,external,LINK,Elsewhere,1,,,,,,1.00,,,,,,,
                        15,variation,LOST,Lost,1,,,,,,1.00,,,NOBODY,,,,
                        """);
        assertThat(faults(entries))
                .containsExactly(
                        "6: type is no type that can be sold here", "7: family its parent does not stand above it");
        ProductEntry cup = entries.get(0).product();
        assertThat(cup.stock()).isEqualTo(7);
        assertThat(cup.details().description()).isEqualTo("Big\n\nand blue");
        assertThat(cup.details().category()).isEqualTo("Kitchen/Cups");
        assertThat(cup.details().attributes()).isEqualTo(Map.of("Colour", "Blue, dark"));
        assertThat(cup.details().imageUrls()).hasSize(2);
        assertThat(cup.details().weightGrams()).isEqualTo(250);
        assertThat(cup.details().family()).isNull();
        ProductDetails medium = entries.get(1).product().details();
        assertThat(medium.family()).isEqualTo("TEE");
        assertThat(medium.name()).isEqualTo("T-shirt - M");
        assertThat(medium.description()).isEqualTo("Soft");
        assertThat(medium.price()).isEqualTo(Money.of("8.00", "EUR"));
        ProductDetails large = entries.get(2).product().details();
        assertThat(large.name()).isEqualTo("T-shirt");
        assertThat(large.price()).isEqualTo(Money.of("10.00", "EUR"));
        assertThat(large.status()).isEqualTo(ProductStatus.DRAFT);
    }

    /** Its export has prices with the shop's own separator ({@code wc_format_localized_price}), and none between thousands. */
    @ParameterizedTest
    @CsvSource({"'19,90',19.90", "'8,5',8.50", "'1234,00',1234.00", "19.90,19.90"})
    void readsWooCommercesPricesWithADecimalComma(String written, String amount) {
        ProductDetails product = one(read(
                TransferFormat.WOOCOMMERCE, "Type,SKU,Name,Regular price\nsimple,A,A,\"%s\"\n".formatted(written)));
        assertThat(product.price()).isEqualTo(Money.of(amount, "EUR"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,000", "1.234,50", "1,5,0", ",5"})
    void takesNoCommaForAnotherThanADecimalOne(String written) {
        assertThat(faults(read(
                        TransferFormat.WOOCOMMERCE,
                        "Type,SKU,Name,Regular price\nsimple,A,A,\"%s\"\n".formatted(written))))
                .singleElement()
                .asString()
                .startsWith("2: price must be a number");
    }

    /** What WooCommerce has of its own: a stock that variations share, names with commas, backslashes, drafts. */
    @Test
    void readsWhatWooCommerceWritesOfVariationsAndTerms() {
        List<ProductFile.Entry> entries = read(
                TransferFormat.WOOCOMMERCE,
                WOOCOMMERCE
                        + """
                        1,variable,TEE,T-shirt,0,,C:\\\\new\\nline,9,,,,Clothing,,,Size,M,"Smith\\, Jones",
                        2,variation,TEE-M,,1,,,parent,,,10.00,,,TEE,Size,M,,
                        """);
        assertThat(faults(entries)).isEmpty();
        ProductEntry medium = entries.get(0).product();
        assertThat(medium.stock()).as("shared with its siblings: counted anew").isZero();
        assertThat(medium.details().brand()).isEqualTo("Smith, Jones");
        assertThat(medium.details().status()).as("as its parent").isEqualTo(ProductStatus.DRAFT);
        assertThat(medium.details().description()).isEqualTo("C:\\new\nline");
    }

    @ParameterizedTest
    @CsvSource({"Men / Shoes,Men/Shoes", "' /Men// Shoes/',Men/Shoes", "Shoes,Shoes"})
    void readsTypesOfShopifyAsPaths(String type, String category) {
        ProductDetails product = one(read(
                TransferFormat.SHOPIFY,
                "Handle,Title,Type,Variant SKU,Variant Price\na,A,\"%s\",A,1\n".formatted(type)));
        assertThat(product.category()).isEqualTo(category);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a &gt; b/c > d", "Cups; mugs, \"more\"/'x|y", "a &amp; b/&amp;gt;/&lt;", "back\\slash\\,/\\n"})
    void categoriesAreTheSameWhenTheyComeBack(String path) {
        assertThat(Categories.ofBreadcrumbs(Categories.toBreadcrumbs(path))).isEqualTo(path);
    }

    /** One product of a Shopify file is read as a whole: no more of it than memory has room for. */
    @Test
    void readsNoLargerProductThanThereIsRoomFor() {
        String line = "tee,,,,,,,,,,," + "x".repeat(1_000_000) + "\n";
        Deque<String> rest = new ArrayDeque<>(Collections.nCopies(60, line));
        InputStream lines = new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return !rest.isEmpty();
            }

            @Override
            public InputStream nextElement() {
                return new ByteArrayInputStream(rest.remove().getBytes(StandardCharsets.UTF_8));
            }
        });
        String beginning = SHOPIFY + "tee,Tee,,,,,,,,,,,TEE,,,1.00,,,,\n";
        ProductFile file = FORMATS.open(
                TransferFormat.SHOPIFY,
                "EUR",
                new SequenceInputStream(new ByteArrayInputStream(beginning.getBytes(StandardCharsets.UTF_8)), lines));
        assertThat(file.next().product().sku()).isEqualTo("TEE");
        assertThat(rest).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF"})
    void readsFilesWithAByteOrderMarkAndWithout(String mark) {
        String line =
                "{\"sku\": \"A\", \"name\": \"Tee\", \"price\": {\"amount\": \"1.00\", \"currency\": \"EUR\"}}\r\n";
        assertThat(one(read(TransferFormat.NDJSON, mark + line)).name()).isEqualTo("Tee");
        String table = mark + "Handle,Title,Variant SKU,Variant Price\r\na,\"Té\",A,1\r\n";
        assertThat(one(read(TransferFormat.SHOPIFY, table)).name()).isEqualTo("Té");
        assertThat(FileFormats.ofTable(table.getBytes(StandardCharsets.UTF_8))).isEqualTo(TransferFormat.SHOPIFY);
        String quoted = mark + "\"Handle\",\"Title\",\"Variant SKU\",\"Variant Price\"\r\n\"a\",\"Té\",\"A\",\"1\"\r\n";
        assertThat(FileFormats.ofTable(quoted.getBytes(StandardCharsets.UTF_8))).isEqualTo(TransferFormat.SHOPIFY);
        assertThat(one(read(TransferFormat.SHOPIFY, quoted)).name()).isEqualTo("Té");
    }

    /** As spreadsheets write them, behind the last product and between two. */
    @Test
    void passesOverLinesOfNothing() {
        List<ProductFile.Entry> shopify = read(
                TransferFormat.SHOPIFY,
                """
                Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price
                tee,T-shirt,Size,M,TEE-M,19.90
                ,,,,,
                tee,,,L,TEE-L,19.90
                , ,,"",,
                ,,,,,,,,
                """);
        assertThat(faults(shopify)).isEmpty();
        assertThat(shopify).extracting(ProductFile.Entry::line).containsExactly(2L, 4L);
        List<ProductFile.Entry> wooCommerce = read(
                TransferFormat.WOOCOMMERCE,
                """
                ,,
                Type,SKU,Name,Regular price
                simple,CUP,Cup,4
                ,,,
                """);
        assertThat(faults(wooCommerce)).isEmpty();
        assertThat(wooCommerce).extracting(ProductFile.Entry::line).containsExactly(3L);
    }

    @Test
    void goesOnPastLinesThatAreWrong() {
        String good = "{\"sku\": \"A\", \"name\": \"Tee\", \"price\": {\"amount\": \"1.00\", \"currency\": \"EUR\"}}\n";
        List<ProductFile.Entry> entries = read(
                TransferFormat.NDJSON,
                good + "{\n\n[]\nnull\n{\"sku\": \"B\"}\n{\"colour\": 1}\n" + good.replace("1.00", "1")
                        + "x".repeat(600_000) + "\n" + good);
        assertThat(faults(entries))
                .containsExactly(
                        "2:  is not JSON",
                        "4:  must be an object of the described form",
                        "5:  must be an object of the described form",
                        "6: name must not be null",
                        "6: price must not be null",
                        "7: colour is not a known field",
                        "8: price amount must be a decimal string with 2 fraction digits for EUR, such as \"19.99\"",
                        "9:  is longer than 524288 bytes");
        assertThat(entries.get(entries.size() - 1).product()).isNotNull();
        assertThat(
                        faults(
                                read(
                                        TransferFormat.SHOPIFY,
                                        "Handle,Title,Variant SKU,Variant Price,Variant Grams\na,A,A,1.999,1\nb,B,,2,x\n,C,C,1,1\nd,D,D,1,1\n")))
                .containsExactly(
                        "2: price must be a number such as 19.99, with no more digits than the currency has",
                        "3: weight_grams must be a number",
                        "4: family has no handle");
    }

    @Test
    void tellsWhatIsNotUtf8() {
        byte[] line = "Handle,Title,Variant SKU,Variant Price\na,T?,A,1\n".getBytes(StandardCharsets.UTF_8);
        line[line.length - 6] = (byte) 0xe9;
        assertThat(faults(read(TransferFormat.SHOPIFY, line))).containsExactly("2: name must be in UTF-8");
        assertThat(faults(read(TransferFormat.NDJSON, new byte[] {'{', (byte) 0xe9, '}'})))
                .containsExactly("1:  is not UTF-8");
        String option = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\na,T,Größe,M,A,1\n";
        assertThat(faults(read(TransferFormat.SHOPIFY, option.getBytes(StandardCharsets.ISO_8859_1))))
                .containsExactly("2: attributes must be in UTF-8");
    }

    /** It may stand where somebody else could not read something. */
    @Test
    void takesAReplacementCharacterForWhatItIs() {
        String table = "Handle,Title,Variant SKU,Variant Price,Tags\na,T\uFFFD,A,1,\uFFFD\n";
        ProductDetails product = one(read(TransferFormat.SHOPIFY, table));
        assertThat(product.name()).isEqualTo("T\uFFFD");
        assertThat(product.attributes()).isEqualTo(Map.of("tags", "\uFFFD"));
    }

    @Test
    void endsWhereAQuoteIsNeverClosed() {
        String open = "Handle,Title,Variant SKU,Variant Price\na,A,A,1\nb,\"" + "B,B,1\n".repeat(300_000);
        assertThatThrownBy(() -> read(TransferFormat.SHOPIFY, open))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessageStartingWith("The file is not CSV");
    }

    /** What stands behind it would be part of its field, and its products lost without a word. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"b,B,B,1,\n",
                "b,B,B,1,\"",
                "b,B,B,1,\"text\nc,C,C,1,\n",
                "b,B,B,1,\"\"\"",
                "b,B,B,1,\"text\"\nc,\"C,C,1,\r\n"
            })
    void endsWhereAQuoteIsNeverClosedHoweverLittleFollows(String rest) {
        String open = "Handle,Title,Variant SKU,Variant Price,Body (HTML)\na,A,A,1,\n" + rest;
        assertThatThrownBy(() -> read(TransferFormat.SHOPIFY, open))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessageMatching("The file is not CSV from line [34] on\\.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\r", "\n\n"})
    void endsWhereTheFileDoes(String end) {
        String table = "Handle,Title,Variant SKU,Variant Price,Body (HTML)\na,5\" pipe,A,1,\"of \"\"steel\"\"\"" + end;
        ProductDetails product = one(read(TransferFormat.SHOPIFY, table));
        assertThat(product.name()).isEqualTo("5\" pipe");
        assertThat(product.description()).isEqualTo("of \"steel\"");
    }

    /** A database that is away for a moment must not end an import for good. */
    @ParameterizedTest
    @EnumSource(TransferFormat.class)
    void blamesNoFileForWhatItIsReadFrom(TransferFormat format) {
        String beginning =
                switch (format) {
                    case SHOPIFY -> SHOPIFY;
                    case WOOCOMMERCE -> WOOCOMMERCE;
                    case NDJSON -> "{}\n";
                };
        IllegalStateException away = new IllegalStateException("away");
        InputStream file = new SequenceInputStream(
                new ByteArrayInputStream(beginning.getBytes(StandardCharsets.UTF_8)), new InputStream() {
                    @Override
                    public int read() {
                        throw away;
                    }
                });
        assertThatThrownBy(() -> {
                    ProductFile read = FORMATS.open(format, "EUR", file);
                    read.next();
                    read.next();
                })
                .isSameAs(away);
    }

    @ParameterizedTest
    @CsvSource({
        "1e20000000,1,price",
        "1e-999999999,1,price",
        "1,1e2147483647,stock",
        "1,-1e999999999,stock",
        "1,1e-2147483647,stock"
    })
    void writesOutNoNumberThatNobodyMeans(String price, String stock, String field) {
        String line = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\na,A,A,%s,%s\n";
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertThat(
                        faults(read(TransferFormat.SHOPIFY, line.formatted(price, stock))))
                .singleElement()
                .asString()
                .startsWith("2: " + field + " must be a number"));
    }

    @Test
    void saysThatACurrencyIsNone() {
        assertThat(faults(read(
                        TransferFormat.WOOCOMMERCE,
                        "Type,SKU,Name,Regular price,Meta: emporium_currency\nsimple,A,A,1.00,XYZ\n")))
                .containsExactly("2: price must be in a currency of ISO 4217 such as EUR");
    }

    /** As WooCommerce's {@code WC_CSV_Exporter::escape_data} writes, and its importer reads. */
    @Test
    void readsWhatWooCommerceKeepsFromSpreadsheets() {
        ProductEntry product = read(
                        TransferFormat.WOOCOMMERCE,
                        WOOCOMMERCE + "1,simple,'+1,'@home,1,,'- soft,'-3,,,1.00,'=a > b,,,Size,'-5,'tis,\n")
                .get(0)
                .product();
        assertThat(product.details().sku()).isEqualTo("+1");
        assertThat(product.details().name()).isEqualTo("@home");
        assertThat(product.details().description()).isEqualTo("- soft");
        assertThat(product.details().category()).isEqualTo("=a/b");
        assertThat(product.details().attributes()).isEqualTo(Map.of("Size", "-5"));
        assertThat(product.details().brand()).isEqualTo("'tis");
        assertThat(product.stock()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sku,name\n1,2\n", "\n", "{}"})
    void refusesTablesOfNobodys(String text) {
        assertThatThrownBy(() -> FileFormats.ofTable(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableFileException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|plain",
                "<p>One</p><p>Two</p>|One\\n\\nTwo",
                "One<br>two<br/>three|One\\ntwo\\nthree",
                "<ul><li>a</li><li>b</li></ul>|- a\\n- b",
                "1 &lt; 2 &amp;&amp; a|1 < 2 && a",
                "<img src=x onerror=alert(1)>hi|hi",
                "<svg><script>alert(1)</script></svg>hi|hi",
                "<style>p {}</style><iframe src=x>no</iframe><p onclick=x>yes</p>|yes",
                "<template>a</template><noscript>b</noscript><object>c</object>yes|yes",
                "a <b>b</b>   c|a b c",
            })
    void makesTextOfHtml(String html, String text) {
        assertThat(HtmlText.toText(html)).isEqualTo(text.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "  two  blanks ", "a\n\n\nb\n", "<script>alert('1')</script> & \"so\" on", "tab\there"})
    void findsTheSameTextInItsHtml(String text) {
        assertThat(HtmlText.toText(HtmlText.toHtml(text))).isEqualTo(text);
    }
}
