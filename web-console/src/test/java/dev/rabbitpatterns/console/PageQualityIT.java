package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Whether everyone can use the page, and nobody can abuse it. */
class PageQualityIT {

    private static final String FIRST_STATE = ".messages li:first-child .state";

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
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    @AfterEach
    void pretendNothing() {
        Browser.on("").pretendNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void noPageHasAGraveFaultOfAccessibility(String scheme) {
        Browser browser = Browser.on("").pretend("prefers-color-scheme", scheme);
        for (String name : PAGES) {
            Browser page = browser.open(name);
            if (name.equals("#/hello")) {
                page.click("#publish button.main").sees(".message .state", "acknowledged");
            }
            Results results = new AxeBuilder().analyze(page.driver());
            assertThat(results.getPasses()).as("axe has looked at something").isNotEmpty();
            assertThat(results.getViolations())
                    .as("%s, %s", name, scheme)
                    .filteredOn(rule -> GRAVE.contains(rule.getImpact()))
                    .extracting(PageQualityIT::inWords)
                    .isEmpty();
        }
    }

    private static String inWords(Rule rule) {
        return rule.getHelp()
                + ": "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    @Test
    void noPageIsWiderThanAPhone() {
        Browser browser = Browser.on("").pretendWidth(360);
        for (String name : PAGES) {
            browser.open(name);
            assertThat(
                            browser.run(
                                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as(name)
                    .isEqualTo(0L);
        }
    }

    @Test
    void aKeyboardIsEnough() {
        Browser page = Browser.on("#/hello");
        page.press(Keys.TAB);
        assertThat(page.driver().switchTo().activeElement().getText())
                .contains("Skip to the content");
        page.press(Keys.ENTER);
        tabTo(page, "text");
        page.press(Keys.chord(Keys.CONTROL, "a"), "typed only", Keys.ENTER);
        page.sees(".message", "typed only").sees(FIRST_STATE, "acknowledged");

        tabTo(page, "pause");
        page.press(Keys.TAB, Keys.NULL);
        assertThat(page.driver().switchTo().activeElement().getText()).contains("typed only");
        page.press(Keys.ENTER).sees(".life", "typed only").press(Keys.ESCAPE).seesNo(".life");
        assertThat(page.driver().switchTo().activeElement().getText()).contains("typed only");

        page.driver().findElement(By.cssSelector("nav a[href='#/rpc']")).sendKeys(Keys.ENTER);
        page.sees("h1", "RPC");
        assertThat(page.driver().switchTo().activeElement().getTagName()).isEqualTo("h1");
    }

    private static void tabTo(Browser page, String id) {
        for (int tabs = 0; tabs < 60; tabs++) {
            page.press(Keys.TAB);
            if (id.equals(page.driver().switchTo().activeElement().getAttribute("id"))) {
                return;
            }
        }
        throw new AssertionError("Sixty times Tab do not lead to #" + id);
    }

    @Test
    void aDotTravelsUnlessNoMotionIsWanted() {
        assertThat(dotsOfAMessage(Browser.on("#/hello"))).isPositive();
        Browser.on("").pretend("prefers-reduced-motion", "reduce");
        assertThat(dotsOfAMessage(Browser.on("#/hello"))).isZero();
    }

    private static long dotsOfAMessage(Browser page) {
        page.sees(".node.queue", "hello");
        page.run(
                """
                window.dots = 0;
                new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
                    window.dots += node.classList?.contains('dot') ? 1 : 0;
                }))).observe(document.querySelector('.travels'), { childList: true });
                """);
        page.type("#text", "look at me").click("#publish button.main");
        page.sees(FIRST_STATE, "acknowledged").sees(".received", "look at me");
        return (Long) page.run("return window.dots");
    }

    @Test
    void manyMessagesAreShownTogetherAndCountedEach() {
        Browser page = Browser.on("#/hello");
        long before = page.total("acknowledged");

        page.type("#count", "300").click("#publish button.main");

        page.sees(".crowd", "Too many messages to follow one by one").sees(".rate", "/s");
        page.sees("#outcome", "300 of 300 confirmed");
        await().untilAsserted(() -> assertThat(page.total("acknowledged")).isEqualTo(before + 300));
        await().until(() -> page.text(".crowd").isEmpty());
        assertThat(page.all(".travels .dot")).isEmpty();
    }

    @Test
    void aTextIsOnlyEverText() {
        String evil = "<img src=x onerror=\"window.evil=1\"><script>window.evil=2</script>{{7*7}}";
        Browser page = Browser.on("#/hello");
        page.complaints();
        page.type("#text", evil).click("#publish button.main").sees(".message", evil);
        page.click(".messages li:first-child .message")
                .sees(".life .body", evil)
                .press(Keys.ESCAPE);
        page.open("#/topic").type("#bindingKeys", "<b>.#").click("#subscribe button.main");
        page.sees("#subscribers", "<b>.#").type("#routingKey", "<b>.<i>x</i>").type("#text", evil);
        page.click("#publish button.main").sees(".message .way", "<b>.<i>x</i>");
        page.click("#subscribers .quiet").seesNo("#subscribers > li");
        page.open("#/headers").type("#wanted", "<u>=<s>").click("#subscribe button.main");
        page.sees("#subscribers", "<u>=<s>")
                .click("#subscribers .quiet")
                .seesNo("#subscribers > li");
        page.open("#/work-queue").type("#text", evil).type("#failures", "100");
        page.click("#publish button.main").sees(".messages li:first-child .state", "dead");
        page.sees("#dead li:last-child", "simulated failure");
        assertThat(page.find("#dead li:last-child input").getDomProperty("value")).isEqualTo(evil);
        page.click("#dead li:last-child .quiet").sees("#outcome", "1 dealt with.");

        assertThat(page.run("return window.evil ?? 'none'")).isEqualTo("none");
        assertThat(page.all("main img, main script, main b, main i, main u, main s")).isEmpty();
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void noPageMakesTheBrowserComplain() {
        Browser browser = Browser.on("");
        browser.complaints();
        for (String name : PAGES) {
            browser.open(name);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void itSpeaksChinese() {
        Browser page = Browser.on("");
        page.click(".languages [lang=zh]").sees("h1", "总览");
        page.open("").sees("h1", "总览").click("nav a[href='#/work-queue']").sees("h1", "工作队列");
        assertThat(page.run("return document.documentElement.lang")).isEqualTo("zh-Hans");
        page.click(".languages [lang=en]").sees("h1", "Work queue");
    }
}
