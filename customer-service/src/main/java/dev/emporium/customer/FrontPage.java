package dev.emporium.customer;

import dev.emporium.customer.account.control.FirstAccounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What browsers are shown where the gateway begins: where everything is documented, and where there are demo accounts, who
 * they are. It stands here since nobody else knows that.
 */
final class FrontPage {
    private static final String ACCOUNTS =
            """
            <details id="accounts" open>
                    <summary>Accounts to try it with</summary>
                    <table>
                      <thead><tr><th scope="col">E-mail</th><th scope="col">Password</th></tr></thead>
                      <tbody>%s</tbody>
                    </table>
                  </details>""";

    private static final String ACCOUNT = "<tr><td>%s</td><td>%s</td></tr>";

    private FrontPage() {}

    static String html(boolean demoAccounts) {
        return template().replace("<!-- accounts -->", demoAccounts ? accounts(FirstAccounts.demoPasswords()) : "");
    }

    private static String accounts(Map<String, String> passwords) {
        return ACCOUNTS.formatted(passwords.entrySet().stream()
                .map(account -> ACCOUNT.formatted(account.getKey(), account.getValue()))
                .collect(Collectors.joining()));
    }

    private static String template() {
        try (InputStream page = FrontPage.class.getResourceAsStream("front-page.html")) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
