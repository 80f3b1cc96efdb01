package dev.emporium.product.transfer.boundary;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * Descriptions are text here, and HTML elsewhere. What comes from there loses all that is markup, whatever it is: of scripts and
 * styles nothing is left. Text that is written as HTML is the same again when it comes back.
 */
final class HtmlText {
    private static final String VERBATIM = "white-space: pre-wrap";
    private static final Set<String> UNSEEN = Set.of("script", "style", "template", "noscript", "iframe", "object");

    private HtmlText() {}

    /** What people would read. */
    static String toText(String html) {
        if (html.indexOf('<') < 0 && html.indexOf('&') < 0) {
            return html.strip();
        }
        Document document = Jsoup.parseBodyFragment(html);
        Element body = document.body();
        if (body.childNodeSize() == 1
                && body.childrenSize() == 1
                && VERBATIM.equals(body.child(0).attr("style"))) {
            return body.child(0).wholeText();
        }
        body.select(String.join(",", UNSEEN)).remove();
        StringBuilder text = new StringBuilder();
        body.traverse(new Reading(text));
        return text.toString()
                .replaceAll(" *\n *", "\n")
                .replaceAll("\n{3,}", "\n\n")
                .strip();
    }

    /** The text as one paragraph that shows its blanks and line ends. */
    static String toHtml(String text) {
        return "<p style=\"" + VERBATIM + "\">" + Entities.escape(text) + "</p>";
    }

    private record Reading(StringBuilder text) implements NodeVisitor {
        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
                String normal = words.getWholeText().replaceAll("[ \\t\\r\\n\\f]+", " ");
                boolean atLineStart = text.isEmpty() || text.charAt(text.length() - 1) == '\n';
                text.append(atLineStart ? normal.stripLeading() : normal);
            } else if (node instanceof Element element) {
                if (element.nameIs("br")) {
                    text.append('\n');
                } else if (element.isBlock()) {
                    endLine();
                    text.append(element.nameIs("li") ? "- " : "");
                }
            }
        }

        private void endLine() {
            if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                text.append('\n');
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element && element.isBlock() && depth > 0) {
                endLine();
                text.append(element.nameIs("p") ? "\n" : "");
            }
        }
    }
}
