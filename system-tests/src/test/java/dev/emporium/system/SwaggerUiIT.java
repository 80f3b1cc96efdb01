package dev.emporium.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        try (LoneService service = LoneService.start(platform, 4, null).serving("/products")) {
            Shop.at(platform, service.http()).createProduct("Samovar on its own", 3);
            triesToListProducts(service.http().uri("/docs/"), "Samovar on its own", "local");
        }
    }

    @Test
    void describesEveryServiceThroughTheGateway() {
        for (String collection : List.of("carts", "orders", "customers")) {
            try (Page page = browser.newPage()) {
                List<String> faults = faultsOf(page);
                page.navigate(
                        platform.gateway().resolve("/" + collection + "/docs/").toString());
                assertThat(page.locator(".opblock").first()).isVisible(within30Seconds());
                screenshot(page, collection);
                assertThat(faults).as("what the browser complained about").isEmpty();
            }
        }
    }

    @Test
    void signsInThroughTheGatewayAndCallsWhatNeedsAnAccount() {
        try (Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 1600))) {
            List<String> faults = faultsOf(page);
            page.navigate(platform.gateway().resolve("/orders/docs/").toString());
            page.locator(".auth-wrapper .authorize").first().click(new Locator.ClickOptions().setTimeout(SECONDS_30));
            Locator signIn = page.locator(".auth-container:has(#oauth_username)");
            signIn.locator("#oauth_username").fill("customer@emporium.example");
            signIn.locator("#oauth_password").fill("demo-customer-password");
            signIn.locator("button.authorize").click();
            assertThat(page.locator(".auth-container").getByText("Logout")).isVisible(within30Seconds());
            screenshot(page, "signed-in");
            page.locator(".btn-done").first().click();

            Locator operation = page.locator("#operations-orders-list");
            operation.click();
            operation.locator(".try-out__btn").click();
            operation.getByText("Execute").click();
            assertThat(operation.locator(".live-responses-table .response .response-col_status"))
                    .containsText("200", containing30Seconds());
            assertThat(faults).as("what the browser complained about").isEmpty();
        }
    }

    private void triesToListProducts(URI docs, String product, String name) {
        try (Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 1600))) {
            List<String> faults = faultsOf(page);
            page.navigate(docs.toString());
            Locator operation = page.locator("#operations-products-list");
            operation.click(new Locator.ClickOptions().setTimeout(SECONDS_30));
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

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Platform.target().resolve("screenshots").resolve(name + ".png")));
    }
}
