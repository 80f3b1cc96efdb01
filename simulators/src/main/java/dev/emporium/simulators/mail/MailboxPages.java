package dev.emporium.simulators.mail;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The mailbox as a browser shows it. */
final class MailboxPages {
    private static final String FRAME =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; color: #222 }
            .note { background: #fff3cd; padding: .5rem 1rem }
            table { border-collapse: collapse; width: 100%% }
            th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #ddd; overflow-wrap: anywhere }
            th { font-weight: 600 }
            .when { white-space: nowrap; color: #666; font-size: 14px }
            iframe { width: 100%%; height: 44rem; border: 1px solid #bbb; background: #fff }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f4; padding: 1rem; font-size: 14px }
            input, button { font: inherit; padding: .25rem .5rem }
            a { color: #1d4f91 }
            </style>
            </head>
            <body>
            <p class="note">This is a simulator: what is sent ends here, and nobody outside is told anything.</p>
            %s
            </body>
            </html>
            """;

    private MailboxPages() {}

    static String list(List<Mailbox.Entry> mails, List<Mailbox.Entry> texts, String to) {
        return FRAME.formatted(
                "Mailbox",
                """
                <h1>Mailbox</h1>
                <form><label>To <input name="to" value="%s"></label> <button>Show</button> <a href=".">all</a></form>
                <h2>Mails</h2>
                %s
                <h2>Text messages</h2>
                %s
                """
                        .formatted(escape(to == null ? "" : to), table(mails), table(texts)));
    }

    private static String table(List<Mailbox.Entry> entries) {
        if (entries.isEmpty()) {
            return "<p>None.</p>";
        }
        StringBuilder rows = new StringBuilder("<table>\n<tr><th>When</th><th>To</th><th>Subject</th></tr>\n");
        entries.forEach(entry ->
                rows.append("<tr><td class=\"when\">%s</td><td>%s</td><td><a href=\"mails/%d\">%s</a></td></tr>%n"
                        .formatted(
                                when(entry.receivedAt()),
                                escape(entry.to()),
                                entry.id(),
                                escape(entry.subject() == null ? "(no subject)" : entry.subject()))));
        return rows.append("</table>").toString();
    }

    static String one(Received received) {
        StringBuilder headers = new StringBuilder("<table>\n");
        Map<String, String> shown = received.headers();
        headers.append(row("Delivered to", received.to())).append(row("Received", when(received.receivedAt())));
        shown.forEach((name, value) -> headers.append(row(name, value)));
        headers.append("</table>");
        String html = received.html() == null
                ? ""
                : "<h2>HTML</h2>\n<iframe sandbox src=\"%d/html\" title=\"The mail\"></iframe>"
                        .formatted(received.id());
        String subject = received.subject() == null ? "(no subject)" : received.subject();
        return FRAME.formatted(
                escape(subject),
                """
                <p><a href="..">All</a></p>
                <h1>%s</h1>
                %s
                <h2>Text</h2>
                <pre>%s</pre>
                <h2>Headers</h2>
                %s
                <p><a href="%d/raw">As it came</a></p>
                """
                        .formatted(
                                escape(subject),
                                html,
                                escape(received.text() == null ? "" : received.text()),
                                headers,
                                received.id()));
    }

    private static String row(String name, String value) {
        return "<tr><th>%s</th><td>%s</td></tr>%n".formatted(escape(name), escape(value));
    }

    private static String when(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
