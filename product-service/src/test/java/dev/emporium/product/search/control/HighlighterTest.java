package dev.emporium.product.search.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HighlighterTest {
    private final Highlighter highlighter = new Highlighter(Set.of("creme", "mens", "strasse", "茶"));

    @Test
    void marksWholeWordsHoweverTheyAreSpelt() {
        assertThat(highlighter.mark("Crème, CRE\u0300ME, cremes and ice-creme"))
                .isEqualTo("<mark>Crème</mark>, <mark>CRE\u0300ME</mark>, cremes and ice-<mark>creme</mark>");
        assertThat(highlighter.mark("Men’s and men's, Straße"))
                .isEqualTo("<mark>Men’s</mark> and <mark>men&#39;s</mark>, <mark>Straße</mark>");
        assertThat(highlighter.mark("茶")).isEqualTo("<mark>茶</mark>");
    }

    /** The database's words have lost what its rules take away, and no more. */
    @Test
    void marksWordsOfOtherAlphabets() {
        Highlighter words = new Highlighter(Set.of("καφεσ", "зеленый", "می\u200cخواهم", "녹차", "हिन्दी"));
        assertThat(words.mark("Καφές, ΚΑΦΕΣ, зелёный, می\u200cخواهم, 녹차, हिन्दी, हिन्द"))
                .isEqualTo("<mark>Καφές</mark>, <mark>ΚΑΦΕΣ</mark>, <mark>зелёный</mark>, <mark>می\u200cخواهم</mark>,"
                        + " <mark>녹차</mark>, <mark>हिन्दी</mark>, हिन्द");
    }

    @Test
    void marksBesideAWordOfAnyLength() {
        String endless = "l" + "'l".repeat(4_990);
        assertThat(highlighter.mark(endless + " creme")).endsWith(" <mark>creme</mark>");
        assertThat(new Highlighter(Set.of("l".repeat(4_991))).mark(endless)).startsWith("<mark>l&#39;");
    }

    @Test
    void leavesNothingOfTheTextAsHtml() {
        assertThat(highlighter.mark("<img src=x onerror=\"creme()\"> & </mark>"))
                .isEqualTo("&lt;img src=x onerror=&quot;<mark>creme</mark>()&quot;&gt; &amp; &lt;/mark&gt;");
    }

    @Test
    void showsThePartWhereTheWordsAre() {
        assertThat(highlighter.excerpt("creme")).isEqualTo("<mark>creme</mark>");
        assertThat(highlighter.excerpt("word ".repeat(100))).hasSize(200).endsWith("word…");
        String far = highlighter.excerpt("word ".repeat(100) + "creme " + "word ".repeat(100));
        assertThat(far)
                .startsWith("…word")
                .contains("<mark>creme</mark>")
                .endsWith("word…")
                .hasSizeLessThan(230);
        assertThat(highlighter.excerpt("\uD83C\uDF75".repeat(500))).isEqualTo("\uD83C\uDF75".repeat(100) + "…");
        assertThat(highlighter.excerpt("")).isEmpty();
    }
}
