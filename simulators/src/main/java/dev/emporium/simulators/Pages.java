package dev.emporium.simulators;

/** What a buyer sees of the provider: where a charge is confirmed, and what it is all about. */
final class Pages {
    private static final String FRAME =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Simulated bank</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; color: #222 }
            .note { background: #fff3cd; padding: .5rem 1rem }
            button { font: inherit; padding: .5rem 1.5rem; margin-right: 1rem }
            form { display: inline }
            </style>
            </head>
            <body>
            <p class="note">This is a simulator: no bank, and no money.</p>
            %s
            </body>
            </html>
            """;

    private Pages() {}

    static String start() {
        return FRAME.formatted(
                """
                <h1>Simulated payment provider</h1>
                <p>It holds, takes and gives back what nobody has. <a href="ledger">What it believes</a></p>
                """);
    }

    static String of(Intent intent) {
        String amount = "%s %s in minor units".formatted(intent.amount(), escape(intent.currency()));
        if (!intent.status().equals(Intent.REQUIRES_ACTION)) {
            return FRAME.formatted("<h1>Thank you</h1><p>%s: %s.</p>".formatted(amount, words(intent.status())));
        }
        if (Token.of(intent.paymentMethod()) == Token.BUYER_IS_GONE) {
            return FRAME.formatted("<h1>One moment</h1><p>%s. The bank's page never comes.</p>".formatted(amount));
        }
        return FRAME.formatted(
                """
                <h1>Is it you who pays?</h1>
                <p>%1$s, for %2$s.</p>
                <form method="post" action="%3$s/confirm"><button>Confirm</button></form>
                <form method="post" action="%3$s/refuse"><button>Refuse</button></form>
                """
                        .formatted(amount, escape(intent.reference()), intent.id()));
    }

    private static String words(String status) {
        return switch (status) {
            case Intent.REQUIRES_CAPTURE, Intent.SUCCEEDED -> "you have confirmed the payment";
            case Intent.CANCELED -> "the shop has cancelled the payment";
            default -> "the payment is refused";
        };
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
