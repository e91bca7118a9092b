package dev.rabbitpatterns.console;

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
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A window of a real Chromium without a screen, on the console's page. What it looks for it waits
 * for. Chromium is started once and the page is loaded once, for all tests.
 */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofMillis(40);
    private static final int SERVICES = 7;
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

    /** The driver is at one window at a time. */
    private static @Nullable Browser front;

    private final ChromeDriver driver;
    private final String window;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
        this.window = driver.getWindowHandle();
    }

    private static ChromeDriver start() {
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
        ChromeDriver driver = new ChromeDriver(service, options);
        Runtime.getRuntime().addShutdownHook(new Thread(driver::quit, "close-browser"));
        return driver;
    }

    /** The window that all tests share. */
    static synchronized Browser shared() {
        if (shared == null) {
            shared = new Browser(start());
        }
        return shared;
    }

    /** The window that all tests share, at a page. */
    static Browser on(String page) {
        return shared().go(page);
    }

    /** Another window beside this one. */
    Browser another(String page) {
        driver().switchTo().newWindow(WindowType.WINDOW);
        return new Browser(driver).load(page);
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

    /** The driver, at this window. */
    ChromeDriver driver() {
        if (front != this) {
            driver.switchTo().window(window);
            front = this;
        }
        return driver;
    }

    /** Loads a page anew, and returns when it is live. */
    Browser load(String page) {
        driver().get("about:blank");
        driver().get(address() + page);
        find("h1");
        return live(page);
    }

    /** Goes to a page as by a link in it, and returns when it is live; the view is a new one. */
    Browser go(String page) {
        if (!driver().getCurrentUrl().startsWith(address())) {
            return load(page);
        }
        run(
                "history.pushState(null, '', '/' + arguments[0]);"
                        + " dispatchEvent(new HashChangeEvent('hashchange'))",
                page);
        return live(page);
    }

    /** Whether it has all that it is to show. */
    private Browser live(String page) {
        if (!page.startsWith("#/")) {
            return sees("#services .card", SERVICES);
        }
        sees("#stream-state", "live").sees("#service-state", "live").total("published");
        return this;
    }

    private static String address() {
        return RunningSuite.get().url(RunningSuite.CONSOLE) + "/";
    }

    WebElement find(String css) {
        return soon(css).ignoreExceptions().until(() -> element(css), Objects::nonNull);
    }

    private WebElement element(String css) {
        return driver().findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver().findElements(By.cssSelector(css));
    }

    String text(String css) {
        return soon(css).until(() -> texts(css), texts -> !texts.isEmpty()).getFirst();
    }

    /** Read at one moment: between two, the page may replace what it shows. */
    private List<String> texts(String css) {
        Object texts =
                run(
                        "return Array.from(document.querySelectorAll(arguments[0]), found => found.textContent)",
                        css);
        return ((List<?>) texts).stream().map(String::valueOf).toList();
    }

    Browser click(String css) {
        retrying(css, () -> element(css).click());
        return this;
    }

    /** Replaces what stands in a field. */
    Browser type(String css, String text) {
        retrying(css, () -> element(css).sendKeys(Keys.chord(Keys.CONTROL, "a"), text));
        return this;
    }

    /** Presses keys where the focus is. */
    Browser press(CharSequence... keys) {
        focus().sendKeys(keys);
        return this;
    }

    /** Where the focus is. */
    WebElement focus() {
        return driver().switchTo().activeElement();
    }

    /** Waits until an element that fits has this in its text. */
    Browser sees(String css, String part) {
        soon("'" + part + "' in " + css)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(
                        () -> texts(css),
                        texts -> texts.stream().anyMatch(text -> text.contains(part)));
        return this;
    }

    /** Waits until the newest message is this one, and in this state. */
    Browser seesNewest(String text, String state) {
        soon("'" + text + "' to be " + state)
                .until(
                        () -> texts(".messages li:first-child :is(.text, .state)"),
                        List.of(text, state)::equals);
        return this;
    }

    /** Waits until no element that fits has this in its text. */
    Browser seesNot(String css, String part) {
        soon("no '" + part + "' in " + css)
                .until(
                        () -> texts(css),
                        texts -> texts.stream().noneMatch(text -> text.contains(part)));
        return this;
    }

    /** Waits until this many elements fit. */
    Browser sees(String css, int count) {
        soon(count + " " + css).until(() -> texts(css).size(), found -> found == count);
        return this;
    }

    /** Waits until no element fits. */
    Browser seesNo(String css) {
        return sees(css, 0);
    }

    /** Waits until a condition holds, which it looks at often. */
    static ConditionFactory soon(String what) {
        return await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(OFTEN);
    }

    /** A figure among the totals, once it is known. */
    long total(String step) {
        String figure = "#total-" + step;
        String known = soon(figure).until(() -> text(figure), text -> text.matches("[\\d,]+"));
        return Long.parseLong(known.replace(",", ""));
    }

    /** Waits until a total is this. */
    Browser seesTotal(String step, long count) {
        soon("total of " + step).until(() -> total(step), total -> total == count);
        return this;
    }

    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver().executeScript(script, arguments), "");
    }

    /** What the browser itself complained of since the last time, requests that failed left out. */
    List<String> complaints() {
        return driver().manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("Failed to load resource"))
                .filter(message -> !message.contains("net::ERR_"))
                .toList();
    }

    /** Pretends to have another screen, or other wishes. */
    Browser pretend(String media, String value) {
        driver().executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", media, "value", value))));
        return this;
    }

    Browser pretendWidth(int width) {
        driver().executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of(
                                "width",
                                width,
                                "height",
                                800,
                                "deviceScaleFactor",
                                1,
                                "mobile",
                                false));
        return this;
    }

    Browser pretendNothing() {
        driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        return this;
    }

    /** An element may be replaced or still be covered at the very moment that it is used. */
    private static void retrying(String what, Runnable action) {
        soon(what)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(() -> {
                    action.run();
                    return true;
                });
    }

    /** Closes this window. */
    @Override
    public void close() {
        driver().close();
    }
}
