package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a screen, on the console's page. What it looks for it waits for. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final List<String> BROWSERS =
            List.of(
                    "chromium",
                    "chromium-browser",
                    "google-chrome",
                    "google-chrome-stable",
                    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    private static final String NEEDS_A_BROWSER =
            "The browser tests need Chromium and its driver: install the packages chromium and chromium-driver,"
                    + " or run ./patterns test, which does.";

    private static @Nullable Browser shared;

    private final ChromeDriver driver;

    private Browser() {
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(find(List.of("chromedriver")))
                        .build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(find(BROWSERS));
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en-US",
                "--window-size=1360,1000");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(service, options);
    }

    /** The one that all tests share, at a page. */
    static synchronized Browser on(String page) {
        if (shared == null) {
            shared = new Browser();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "close-browser"));
        }
        shared.open(page);
        return shared;
    }

    /** Another one. */
    static Browser anotherOn(String page) {
        Browser another = new Browser();
        another.open(page);
        return another;
    }

    private static File find(List<String> names) {
        Stream<Path> places =
                Optional.ofNullable(System.getenv("PATH")).stream()
                        .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                        .map(Path::of);
        return places.flatMap(place -> names.stream().map(place::resolve))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(NEEDS_A_BROWSER))
                .toFile();
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Loads a page anew, and returns when it is live. */
    Browser open(String page) {
        driver.get("about:blank");
        driver.get(RunningSuite.get().url(RunningSuite.CONSOLE) + "/" + page);
        find("h1");
        if (page.length() > "#/".length()) {
            sees("#stream-state", "live");
            sees("#service-state", "live");
        }
        return this;
    }

    WebElement find(String css) {
        return await(css)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> driver.findElement(By.cssSelector(css)), Objects::nonNull);
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    String text(String css) {
        return await(css)
                .atMost(PATIENCE)
                .until(() -> texts(css), texts -> !texts.isEmpty())
                .getFirst();
    }

    /** Read at one moment: between two, the page may replace what it shows. */
    private List<String> texts(String css) {
        Object texts =
                driver.executeScript(
                        "return Array.from(document.querySelectorAll(arguments[0]), found => found.textContent)",
                        css);
        return ((List<?>) Objects.requireNonNull(texts)).stream().map(String::valueOf).toList();
    }

    Browser click(String css) {
        retrying(css, () -> find(css).click());
        return this;
    }

    /** Replaces what stands in a field. */
    Browser type(String css, String text) {
        retrying(css, () -> find(css).sendKeys(Keys.chord(Keys.CONTROL, "a"), text));
        return this;
    }

    /** Presses keys where the focus is. */
    Browser press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
        return this;
    }

    /** Waits until an element that fits has this in its text. */
    Browser sees(String css, String part) {
        await("'" + part + "' in " + css)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(() ->
                        assertThat(texts(css)).anySatisfy(text -> assertThat(text).contains(part)));
        return this;
    }

    /** Waits until no element fits. */
    Browser seesNo(String css) {
        await("no " + css).atMost(PATIENCE).until(() -> all(css).isEmpty());
        return this;
    }

    /** A figure among the totals, once it is known. */
    long total(String step) {
        String figure = "#total-" + step;
        await(figure).atMost(PATIENCE).until(() -> text(figure).matches("[\\d,]+"));
        return Long.parseLong(text(figure).replace(",", ""));
    }

    Object run(String script) {
        return Objects.requireNonNullElse(driver.executeScript(script), "");
    }

    /** What the browser itself complained of since the last time, requests that failed left out. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("Failed to load resource"))
                .filter(message -> !message.contains("net::ERR_"))
                .toList();
    }

    /** Pretends to have another screen, or other wishes. */
    Browser pretend(String media, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", media, "value", value))));
        return this;
    }

    Browser pretendWidth(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    Browser pretendNothing() {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        return this;
    }

    /** An element may be replaced or still be covered at the very moment that it is used. */
    private static void retrying(String what, Runnable action) {
        await(what)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(() -> {
                    action.run();
                    return true;
                });
    }

    @Override
    public void close() {
        driver.quit();
    }
}
