package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.providers.EmbeddedResourceAxeProvider;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The page is accessible, fits a phone, and never runs what a message contains. */
@Tag("page-only")
class PageQualityIT {

    private static final List<String> PAGES =
            List.of(
                    "",
                    "#/hello",
                    "#/work-queue",
                    "#/pubsub",
                    "#/routing",
                    "#/topic",
                    "#/headers",
                    "#/rpc");

    private static final String RUN_AXE =
            """
            const done = arguments[0];
            const serious = ({ impact }) => impact === 'serious' || impact === 'critical';
            const inWords = ({ help, nodes }) => `${help}: ${nodes.map(({ html }) => html)}`;
            axe.run().then(({ passes, violations }) =>
                done({ passes: passes.length, serious: violations.filter(serious).map(inWords) }));
            """;

    @AfterEach
    void resetEmulation() {
        Browser.shared().resetEmulation();
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void noPageHasASeriousAccessibilityViolation(String name) throws Exception {
        Browser page = Browser.on(name);
        if (name.equals("#/hello")) {
            page.click("#publish button.main").seesNewest("Hello, Rabbit!", "acknowledged");
        }
        for (String scheme : List.of("light", "dark")) {
            page.emulateMedia("prefers-color-scheme", scheme);
            Map<?, ?> results = axe(page);
            assertThat((Long) results.get("passes")).as("checks that axe passed").isPositive();
            assertThat((List<?>) results.get("serious")).as("%s, %s", name, scheme).isEmpty();
        }
    }

    /** Runs all rules of axe on the current page, once its colours have stopped changing. */
    private static Map<?, ?> axe(Browser page) throws Exception {
        if (page.run("return typeof axe").equals("undefined")) {
            page.run(new EmbeddedResourceAxeProvider().getScript());
        }
        Browser.soon("no transition")
                .until(() -> page.run("return document.getAnimations().length").equals(0L));
        return (Map<?, ?>) Objects.requireNonNull(page.driver().executeAsyncScript(RUN_AXE));
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void noPageIsWiderThanAPhone(String name) {
        Browser.shared().emulateWidth(360);
        Browser page = Browser.on(name);
        assertThat(
                        page.run(
                                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo(0L);
    }

    @Test
    void noPageMakesTheBrowserLogAnError() {
        Browser page = Browser.shared();
        page.browserErrors();
        page.load("");
        PAGES.forEach(page::go);
        assertThat(page.browserErrors()).isEmpty();
    }

    @Test
    void thePageCanBeUsedByKeyboardAlone() {
        Browser page = Browser.shared().load("#/hello");
        page.press(Keys.TAB);
        assertThat(page.focus().getText()).contains("Skip to content");
        page.press(Keys.ENTER);
        tabTo(page, "text");
        page.press(Keys.chord(Keys.CONTROL, "a"), "typed only", Keys.ENTER);
        page.seesNewest("typed only", "acknowledged");

        tabTo(page, "pause");
        page.press(Keys.TAB, Keys.NULL);
        assertThat(page.focus().getText()).contains("typed only");
        page.press(Keys.ENTER).sees(".life", "typed only").press(Keys.ESCAPE).seesNo(".life");
        assertThat(page.focus().getText()).contains("typed only");

        page.driver().findElement(By.cssSelector("nav a[href='#/rpc']")).sendKeys(Keys.ENTER);
        page.sees("h1", "RPC");
        assertThat(page.focus().getTagName()).isEqualTo("h1");
    }

    private static void tabTo(Browser page, String id) {
        for (int tabs = 0; tabs < 60; tabs++) {
            page.press(Keys.TAB);
            if (id.equals(page.focus().getAttribute("id"))) {
                return;
            }
        }
        throw new AssertionError("Pressing Tab 60 times does not reach #" + id);
    }

    @Test
    void messagesAreAnimatedUnlessReducedMotionIsPreferred() {
        assertThat(dotsOfAMessage(Browser.on("#/hello"))).isPositive();
        Browser.shared().emulateMedia("prefers-reduced-motion", "reduce");
        assertThat(dotsOfAMessage(Browser.on("#/hello"))).isZero();
    }

    private static long dotsOfAMessage(Browser page) {
        page.sees(".node.queue", "hello");
        page.run(
                """
                const travels = document.querySelector('.travels');
                travels.dots = 0;
                new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
                    travels.dots += node.classList?.contains('dot') ? 1 : 0;
                }))).observe(travels, { childList: true });
                """);
        page.type("#text", "look at me").click("#publish button.main");
        page.seesNewest("look at me", "acknowledged").sees(".received", "look at me");
        return (Long) page.run("return document.querySelector('.travels').dots");
    }

    @Test
    void manyMessagesAreShownAsRatesAndAllCounted() {
        Browser page = Browser.on("#/hello");
        long before = page.total("acknowledged");

        page.type("#count", "300").click("#publish button.main");

        page.sees(".crowd", "Too many messages to follow one by one").sees(".rate", "/s");
        page.sees("#outcome", "300 of 300 confirmed");
        page.seesTotal("acknowledged", before + 300);
        Browser.soon("no more rates").until(() -> page.text(".crowd").isEmpty());
        // The first of them may have been on their way before there were too many.
        Browser.soon("no more dots").until(() -> page.all(".travels .dot").isEmpty());
    }

    @Test
    void aTextIsNeverInterpretedAsHtml() {
        String evil = "<img src=x onerror=\"window.evil=1\"><script>window.evil=2</script>{{7*7}}";
        Browser page = Browser.on("#/hello");
        page.browserErrors();
        page.type("#text", evil).click("#publish button.main").seesNewest(evil, "acknowledged");
        page.open(".messages li:first-child .message", ".life")
                .sees(".life .body", evil)
                .press(Keys.ESCAPE);
        page.go("#/topic").type("#bindingKeys", "<b>.#").click("#subscribe button.main");
        page.sees("#subscribers", "<b>.#").type("#routingKey", "<b>.<i>x</i>").type("#text", evil);
        page.click("#publish button.main").sees(".message .way", "<b>.<i>x</i>");
        page.click("#subscribers .quiet").seesNo("#subscribers > li");
        page.go("#/headers").type("#wanted", "<u>=<s>").click("#subscribe button.main");
        page.sees("#subscribers", "<u>=<s>")
                .click("#subscribers .quiet")
                .seesNo("#subscribers > li");
        page.go("#/work-queue").type("#text", evil).type("#failures", "100");
        page.click("#publish button.main").seesNewest(evil, "dead-lettered");
        page.sees("#dead li:last-child", "simulated failure");
        assertThat(page.read("#dead li:last-child input", "value")).isEqualTo(evil);
        page.click("#dead li:last-child .quiet").sees("#outcome", "1 deleted.");

        assertThat(page.run("return window.evil ?? 'none'")).isEqualTo("none");
        assertThat(page.all("main img, main script, main b, main i, main u, main s")).isEmpty();
        assertThat(page.browserErrors()).isEmpty();
    }

    @Test
    void switchesToChineseAndRemembersIt() {
        Browser page = Browser.on("");
        page.click(".languages [lang=zh]").sees("h1", "总览");
        page.load("").sees("h1", "总览").click("nav a[href='#/work-queue']").sees("h1", "工作队列");
        assertThat(page.run("return document.documentElement.lang")).isEqualTo("zh-Hans");
        page.type("#text", ".".repeat(61)).click("#publish button.main");
        page.sees("#text-fault", "最多 60 个点").sees("#outcome", "请更正标出的字段");
        page.click(".languages [lang=en]").sees("h1", "Work queue");
    }
}
