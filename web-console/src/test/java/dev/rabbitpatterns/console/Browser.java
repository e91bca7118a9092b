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
import org.openqa.selenium.chromium.ChromiumNetworkConditions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A window of a headless Chromium that shows the console's page. It waits for whatever it looks
 * for. Chromium is started once and the page is loaded once, for all tests.
 */
final class Browser implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(40);
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

    /** The window that the driver controls; it controls one at a time. */
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

    /** The window that all tests share, on this page. */
    static Browser on(String page) {
        return shared().go(page);
    }

    /** Opens another window. */
    Browser another(String page) {
        driver().switchTo().newWindow(WindowType.WINDOW);
        return new Browser(driver).load(page);
    }

    /** Makes the network slow, and with zero fast again. */
    void delayRequests(Duration by) {
        ChromiumNetworkConditions slow = new ChromiumNetworkConditions();
        slow.setLatency(by);
        if (by.isZero()) {
            driver().deleteNetworkConditions();
        } else {
            driver().setNetworkConditions(slow);
        }
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

    /** The driver, switched to this window. */
    ChromeDriver driver() {
        if (front != this) {
            driver.switchTo().window(window);
            front = this;
        }
        return driver;
    }

    /** Loads a page from scratch, as for a new reader, and returns when it is live. */
    Browser load(String page) {
        forget();
        return reload(page);
    }

    /** Loads a page that this reader has seen before, and returns when it is live. */
    Browser reload(String page) {
        driver().get("about:blank");
        driver().get(address() + page);
        find("h1");
        return awaitLive(page);
    }

    /** Goes to a page as a link does, with a new view, and returns when it is live. */
    Browser go(String page) {
        if (!driver().getCurrentUrl().startsWith(address())) {
            return load(page);
        }
        forget();
        run(
                "history.pushState(null, '', '/' + arguments[0]);"
                        + " dispatchEvent(new HashChangeEvent('hashchange'))",
                page);
        return awaitLive(page);
    }

    /** Forgets what was typed and learned, but not the language. */
    private void forget() {
        if (driver().getCurrentUrl().startsWith(address())) {
            run(
                    "sessionStorage.clear();"
                            + " Object.keys(localStorage).filter(key => key.startsWith('lesson'))"
                            + ".forEach(key => localStorage.removeItem(key))");
        }
    }

    /**
     * Waits until the page shows its services or dead letters, or is connected and has its totals.
     */
    private Browser awaitLive(String page) {
        if (!page.startsWith("#/")) {
            return sees("#services .card", RunningSuite.SERVICES.size());
        }
        if (page.equals("#/dead-letters")) {
            return sees("#letters-count", ".");
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

    /**
     * Reads something of an element in one script, because the page may replace it between two
     * calls; empty if it has none.
     */
    String read(String css, String what) {
        return (String)
                run("return document.querySelector(arguments[0])?.%s ?? ''".formatted(what), css);
    }

    /** Reads all texts in one script, for the same reason. */
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

    /**
     * Clicks until that has opened something. What arrives in the meantime may move the element
     * away from the pointer.
     */
    Browser open(String css, String opened) {
        soon(opened + " to be opened by " + css)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(() -> {
                    if (all(opened).isEmpty()) {
                        element(css).click();
                    }
                    return !all(opened).isEmpty();
                });
        return this;
    }

    /** Replaces the content of a field. */
    Browser type(String css, String text) {
        retrying(css, () -> element(css).sendKeys(Keys.chord(Keys.CONTROL, "a"), text));
        return this;
    }

    /** Replaces the content of a field at once, as if it was pasted. */
    void fill(String css, String text) {
        run(
                "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
                        + " field.dispatchEvent(new Event('input', { bubbles: true }))",
                css,
                text);
    }

    /** Sends keys to the focused element. */
    Browser press(CharSequence... keys) {
        focus().sendKeys(keys);
        return this;
    }

    /** The focused element. */
    WebElement focus() {
        return driver().switchTo().activeElement();
    }

    /** Waits until a matching element contains this text. */
    Browser sees(String css, String part) {
        soon("'" + part + "' in " + css)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(
                        () -> texts(css),
                        texts -> texts.stream().anyMatch(text -> text.contains(part)));
        return this;
    }

    /** Waits until the first matching element has this text. */
    Browser seesFirst(String css, String whole) {
        soon("'" + whole + "' first in " + css).until(() -> text(css), whole::equals);
        return this;
    }

    /** Waits until the newest message has this text and this state. */
    Browser seesNewest(String text, String state) {
        soon("'" + text + "' to be " + state)
                .until(
                        () -> texts(".messages li:first-child :is(.text, .state)"),
                        List.of(text, state)::equals);
        return this;
    }

    /** Waits until no matching element contains this text. */
    Browser seesNot(String css, String part) {
        soon("no '" + part + "' in " + css)
                .until(
                        () -> texts(css),
                        texts -> texts.stream().noneMatch(text -> text.contains(part)));
        return this;
    }

    /** Waits until this many elements match. */
    Browser sees(String css, int count) {
        soon(count + " " + css).until(() -> texts(css).size(), found -> found == count);
        return this;
    }

    /** Waits until no element matches. */
    Browser seesNo(String css) {
        return sees(css, 0);
    }

    /** Waits for a condition, and polls it often. */
    static ConditionFactory soon(String what) {
        return await(what).atMost(TIMEOUT).pollDelay(Duration.ZERO).pollInterval(POLL_INTERVAL);
    }

    /** The total of a step, once the page shows it. */
    long total(String step) {
        String figure = "#total-" + step;
        String known = soon(figure).until(() -> text(figure), text -> text.matches("[\\d,]+"));
        return Long.parseLong(known.replace(",", ""));
    }

    /** Waits until the total of a step has this value. */
    Browser seesTotal(String step, long count) {
        soon("total of " + step).until(() -> total(step), total -> total == count);
        return this;
    }

    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver().executeScript(script, arguments), "");
    }

    /** What the browser has logged since the last call, except failed requests. */
    List<String> browserErrors() {
        return driver().manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("Failed to load resource"))
                .filter(message -> !message.contains("net::ERR_"))
                .toList();
    }

    /** Emulates a media feature, such as a preferred colour scheme. */
    Browser emulateMedia(String media, String value) {
        driver().executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", media, "value", value))));
        return this;
    }

    Browser emulateWidth(int width) {
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

    Browser resetEmulation() {
        driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        return this;
    }

    /** The page may replace or cover an element at the moment that it is used. */
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
