package dev.emporium.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A developer opens the documentation in a browser and tries a call, with and without a gateway in between. */
@OnThePlatform
@TestInstance(Lifecycle.PER_CLASS)
class SwaggerUiIT {
    private static final double SECONDS_30 = 30_000;
    private static final List<String> COLLECTIONS = Platform.COLLECTIONS.stream()
            .map(collection -> collection.substring(1))
            .toList();
    /** Where something can be made. */
    private static final List<String> WITH_FORMS = List.of("products", "carts", "orders", "payments", "customers");

    private final Platform platform;
    private Playwright playwright;
    private Browser browser;

    SwaggerUiIT(Platform platform) {
        this.platform = platform;
    }

    @BeforeAll
    void openBrowser() {
        Path chromium = chromium();
        if (chromium == null) {
            return;
        }
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of(
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** Before each test and not before all: a class that is skipped as a whole is in no report. */
    @BeforeEach
    void needABrowser() {
        assumeTrue(
                browser != null,
                "There is no Chromium: install it as root with apt-get install chromium, or name one by CHROMIUM");
    }

    private static Path chromium() {
        return Stream.of(System.getenv("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser")
                .filter(Objects::nonNull)
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    @AfterAll
    void closeBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @Test
    void triesACallThroughTheGateway() throws Exception {
        Shop shop = Shop.at(platform);
        shop.createProduct("Samovar behind the gateway", 3);
        triesToListProducts(shop.guest().uri("/products/docs/"), "Samovar behind the gateway", "gateway");
    }

    @Test
    void triesACallAtAServiceOnItsOwn() throws Exception {
        try (LoneService service = LoneService.start(platform, 4, null).serving("/products", "/openapi.json")) {
            Shop.at(platform, service.http()).createProduct("Samovar on its own", 3);
            triesToListProducts(service.http().uri("/docs/"), "Samovar on its own", "local");
        }
    }

    /** One page for both: to open it is most of the work. As on a phone, which does what a page says of its width. */
    @Test
    void fitsItsScreen() {
        try (BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setIsMobile(true).setHasTouch(true))) {
            Page page = context.newPage();
            List<String> faults = faultsOf(page);
            page.navigate(platform.gateway().resolve("/").toString());
            isReadable(page, "front-page");
            for (String collection : WITH_FORMS) {
                open(page, collection);
                isReadable(page, collection);
                Locator operation = page.locator(".opblock-post").first();
                operation.locator(".opblock-summary-control").click();
                operation.locator(".try-out__btn").click();
                isReadable(page, collection + "-try");
                openDialog(page);
                isReadable(page, collection + "-dialog", () -> assertThat(
                                page.locator(".modal-ux").boundingBox().x)
                        .isNotNegative());
            }
            assertThat(faults).as("what the browser complained about").isEmpty();
        }
    }

    @Test
    void leadsFromTheRootToEveryServicesPage() {
        try (Page page = browser.newPage()) {
            for (String collection : COLLECTIONS) {
                page.navigate(platform.gateway().resolve("/").toString());
                assertThat(page.locator("html")).hasAttribute("lang", "en");
                page.locator("nav a[href='" + collection + "/docs/']").click();
                assertThat(page.locator(".opblock").first()).isVisible(within30Seconds());
                assertThat(page.title()).endsWith(": API documentation").isNotEqualTo(": API documentation");
                assertThat(page.locator("html")).hasAttribute("lang", "en");
                // and back to the start
                assertThat(page.locator("header nav a")).hasCount(COLLECTIONS.size() + 1);
                assertThat(page.locator("header nav [aria-current=page]"))
                        .hasText(Pattern.compile(collection, Pattern.CASE_INSENSITIVE));
            }
        }
    }

    @Test
    void asksForEmailAndPasswordAlone() {
        try (Page page = browser.newPage()) {
            open(page, "orders");
            openDialog(page);
            Locator dialog = page.locator(".modal-ux");
            assertThat(dialog.getByLabel("E-mail")).isFocused();
            assertThat(dialog.getByLabel("Password")).isVisible();
            assertThat(dialog.innerText().toLowerCase(Locale.ROOT))
                    .doesNotContain("client_id", "client id", "secret", "scope", "credentials location");
            signIn(page, "customer@emporium.example", "wrong");
            assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("not valid", containing30Seconds());
        }
    }

    @Test
    void isSignedInOnAllPagesOfAllTabsAfterOneSignIn() {
        try (BrowserContext context = browser.newContext()) {
            Page page = context.newPage();
            List<String> faults = faultsOf(page);
            Page other = context.newPage();
            open(other, "customers");
            open(page, "orders");
            openDialog(page);
            signIn(page, "customer@emporium.example", "demo-customer-password");
            isSignedIn(page);
            screenshot(page, "signed-in");
            page.locator(".btn-done").first().click();
            isSignedIn(other);
            assertThat(tries(page, "get", "/")).isEqualTo("200");

            page.reload();
            isSignedIn(page);
            page.locator("header nav").getByText("Carts").click();
            isSignedIn(page);
            Page later = context.newPage();
            open(later, "orders");
            isSignedIn(later);
            assertThat(tries(later, "get", "/")).isEqualTo("200");
            for (Page each : List.of(page, other, later)) {
                assertThat(each.evaluate("() => JSON.stringify([{...sessionStorage}, {...localStorage}])"))
                        .asString()
                        .doesNotContain("demo-customer-password");
                assertThat(each.evaluate("() => localStorage.length")).isEqualTo(0);
            }

            openDialog(later);
            later.locator(".sign-in").getByText("Sign out").click();
            for (Page each : List.of(page, other, later)) {
                assertThat(each.locator(".auth-wrapper .authorize.unlocked")).isVisible(within30Seconds());
                assertThat(each.evaluate("() => sessionStorage.getItem('emporium.session')"))
                        .isNull();
            }
            assertThat(faults).as("what the browser complained about").isEmpty();
        }
    }

    /** A refresh token is good once, so two tabs that renew would end the session of both. */
    @Test
    void staysSignedInWhenTheAccessTokenEndsAndOneTabRenewsIt() {
        try (BrowserContext context = browser.newContext()) {
            context.clock().install();
            Page page = context.newPage();
            Page other = context.newPage();
            List<String> renewals = new ArrayList<>();
            context.onRequest(request -> {
                if (request.url().endsWith("/customers/tokens")) {
                    renewals.add(request.frame().page() == page ? "first" : "other");
                }
            });
            open(page, "orders");
            open(other, "carts");
            openDialog(page);
            signIn(page, "customer@emporium.example", "demo-customer-password");
            isSignedIn(other);
            Object before = tokenOf(other);
            context.clock().fastForward("14:30");
            page.waitForCondition(() -> !before.equals(tokenOf(other)));
            assertThat(tokenOf(other)).isEqualTo(tokenOf(page));
            assertThat(renewals).containsExactly("first", "first");
            isSignedIn(other);
        }
    }

    private static Object tokenOf(Page page) {
        return page.evaluate("() => JSON.parse(sessionStorage.getItem('emporium.session'))?.access_token");
    }

    @Test
    void showsAnOpenLockWhereNobodyHasToSignIn() {
        try (Page page = browser.newPage()) {
            open(page, "carts");
            Locator lock = operation(page, "post", "/").locator(".authorization__btn");
            assertThat(lock).hasAttribute("aria-label", "authorization button unlocked");
            openDialog(page);
            signIn(page, "customer@emporium.example", "demo-customer-password");
            isSignedIn(page);
            assertThat(lock).hasAttribute("aria-label", "authorization button locked");
        }
    }

    @Test
    void ordersAsAGuestWithTheExamplesAsTheyAre() throws Exception {
        Shop.at(platform).createProduct("Samovar of the examples", 30);
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 1600))) {
            Page page = context.newPage();
            List<String> faults = faultsOf(page);
            open(page, "orders");
            assertThat(executes(order(page))).as("without a cart").isEqualTo("201");
            page.locator("header nav").getByText("Carts").click();
            assertThat(tries(page, "post", "/")).isEqualTo("201");
            assertThat(tries(page, "post", "/{cart_id}/items")).startsWith("20");
            assertThat(tries(page, "get", "/{cart_id}")).isEqualTo("200");
            page.locator("header nav").getByText("Orders").click();
            Locator order = order(page);
            order.locator(".examples-select select").selectOption("cart");
            assertThat(executes(order)).isEqualTo("201");
            assertThat(tries(page, "get", "/{order_id}")).isEqualTo("200");
            screenshot(page, "guest-order");
            assertThat(faults).as("what the browser complained about").isEmpty();
        }
    }

    private static Locator order(Page page) {
        Locator order = triesOut(page, "post", "/");
        // a slow machine decides later than the example waits
        order.locator("[data-param-name='Prefer'] input").fill("wait=10");
        return order;
    }

    @Test
    void readsWhatAListHasNamedFirst() throws Exception {
        Shop shop = Shop.at(platform);
        Map<String, Integer> order = Map.of(shop.createProduct("Samovar of a list", 3), 1);
        shop.guest().post("/orders/", Shop.orderOf(order), "Idempotency-Key", Shop.key(), "Prefer", "wait=10");
        try (Page page = browser.newPage()) {
            open(page, "payments");
            page.locator("#accounts summary").click();
            page.getByLabel("Sign in as staff@emporium.example").click();
            isSignedIn(page);
            assertThat(tries(page, "get", "/")).isEqualTo("200");
            assertThat(tries(page, "get", "/{payment_id}")).isEqualTo("200");
        }
    }

    /** Swagger UI escapes what is in a path, and an escaped slash is refused. */
    @Test
    void addsACategoryBelowAnotherAndDeletesIt() {
        try (Page page = browser.newPage()) {
            open(page, "products");
            page.locator("#accounts summary").click();
            page.getByLabel("Sign in as staff@emporium.example").click();
            isSignedIn(page);
            String path = "pages/" + UUID.randomUUID();
            Locator add = triesOut(page, "put", "/categories/{path}");
            assertThat(add.locator("[data-param-name='path'] input")).hasValue("clothing/shoes");
            add.locator("[data-param-name='path'] input").fill(path);
            assertThat(executes(add)).isEqualTo("201");
            Locator delete = triesOut(page, "delete", "/categories/{path}");
            delete.locator("[data-param-name='path'] input").fill(path);
            assertThat(executes(delete)).isEqualTo("204");
        }
    }

    @Test
    void namesEveryRequestAnew() {
        try (Page page = browser.newPage()) {
            open(page, "orders");
            Locator place = operation(page, "post", "/");
            place.locator(".opblock-summary-control").click();
            place.locator(".try-out__btn").click();
            Locator key = place.locator("[data-param-name='Idempotency-Key'] input");
            String first = key.inputValue();
            assertThat(UUID.fromString(first).version()).isEqualTo(4);
            place.getByText("Execute").click();
            assertThat(key).not().hasValue(first);
            key.fill("my-own");
            place.getByText("Execute").click();
            assertThat(place.locator(".curl-command")).containsText("my-own", containing30Seconds());
            assertThat(key).hasValue("my-own");
        }
    }

    @Test
    void signsInWithTheExampleAndWithAPressOfAButton() {
        try (Page page = browser.newPage()) {
            open(page, "customers");
            assertThat(page.request()
                            .get(platform.gateway()
                                    .resolve("/customers/openapi.json")
                                    .toString())
                            .text())
                    .contains("jo@example.com")
                    .doesNotContain("customer@emporium.example");
            assertThat(tries(page, "post", "/tokens")).isEqualTo("200");
            page.locator("#accounts summary").click();
            page.getByLabel("Sign in as staff@emporium.example").click();
            isSignedIn(page);
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("staff@emporium.example");
            screenshot(page, "accounts");
        }
    }

    private void open(Page page, String collection) {
        page.navigate(platform.gateway().resolve("/" + collection + "/docs/").toString());
        assertThat(page.locator(".opblock").first()).isVisible(within30Seconds());
        assertThat(page.locator("header nav")).isVisible(within30Seconds());
    }

    private static void isReadable(Page page, String name) {
        isReadable(page, name, () -> {});
    }

    /** On a wide screen and on a narrow one, which it stays on. */
    private static void isReadable(Page page, String name, Runnable furthermore) {
        for (int width : new int[] {1440, 390}) {
            page.setViewportSize(width, 900);
            screenshot(page, name + "-" + width);
            assertThat(page.evaluate("() => window.innerWidth")).as(name).isEqualTo(width);
            assertThat((int) page.evaluate("() => document.documentElement.scrollWidth"))
                    .as("width of " + name)
                    .isLessThanOrEqualTo(width);
            furthermore.run();
        }
    }

    private static void openDialog(Page page) {
        page.locator(".auth-wrapper .authorize").first().click(new Locator.ClickOptions().setTimeout(SECONDS_30));
    }

    private static void signIn(Page page, String email, String password) {
        Locator form = page.locator("form.sign-in");
        form.getByLabel("E-mail").fill(email);
        form.getByLabel("Password").fill(password);
        form.locator("button.authorize").click();
    }

    private static void isSignedIn(Page page) {
        assertThat(page.locator(".auth-wrapper .authorize.locked")).isVisible(within30Seconds());
    }

    private static Locator operation(Page page, String method, String path) {
        return page.locator(".opblock-" + method + ":has([data-path='" + path + "'])");
    }

    /** Sends the operation as it stands there; the status of its answer. */
    private static String tries(Page page, String method, String path) {
        return executes(triesOut(page, method, path));
    }

    private static Locator triesOut(Page page, String method, String path) {
        Locator operation = operation(page, method, path);
        operation.locator(".opblock-summary-control").click(new Locator.ClickOptions().setTimeout(SECONDS_30));
        operation.locator(".try-out__btn").click();
        return operation;
    }

    private static String executes(Locator operation) {
        operation.getByText("Execute").click();
        Locator status = operation.locator(".live-responses-table .response .response-col_status");
        assertThat(status).containsText(Pattern.compile("\\d{3}"), containing30Seconds());
        return status.innerText().strip().substring(0, 3);
    }

    private void triesToListProducts(URI docs, String product, String name) {
        try (Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 1600))) {
            List<String> faults = faultsOf(page);
            page.navigate(docs.toString());
            Locator operation = operation(page, "get", "/");
            operation.locator(".opblock-summary-control").click(new Locator.ClickOptions().setTimeout(SECONDS_30));
            operation.locator(".try-out__btn").click();
            operation.getByText("Execute").click();
            Locator answer = operation.locator(".live-responses-table .response");
            assertThat(answer.locator(".response-col_status")).containsText("200", containing30Seconds());
            assertThat(answer.locator(".response-col_description")).containsText(product, containing30Seconds());
            screenshot(page, name);
            assertThat(faults).as("what the browser complained about").isEmpty();
        }
    }

    private static LocatorAssertions.IsVisibleOptions within30Seconds() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(SECONDS_30);
    }

    private static LocatorAssertions.ContainsTextOptions containing30Seconds() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(SECONDS_30);
    }

    /** Errors of scripts and answers that a page asked for in vain. */
    private static List<String> faultsOf(Page page) {
        List<String> faults = new ArrayList<>();
        page.onPageError(faults::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                faults.add(message.text());
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 400) {
                faults.add(response.status() + " " + response.url());
            }
        });
        return faults;
    }

    /** What the screen shows: a picture of the whole page takes seconds. */
    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Platform.target().resolve("screenshots").resolve(name + ".png")));
    }
}
