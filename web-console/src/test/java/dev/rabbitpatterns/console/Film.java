package dev.rabbitpatterns.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;

/**
 * Not a test, so only {@code -Dit.test=Film} runs it: makes the moving picture of the README from
 * the real page. A batch of tasks is shared by the workers, one of them is killed in the middle of
 * its task, and another one does that task.
 */
class Film {

    private static final Path FILE = Path.of("docs", "work-queue.gif");
    private static final Dimension SIZE = new Dimension(1180, 1150);
    private static final String TO_THE_FLOW =
            "document.querySelector('main svg').closest('section').scrollIntoView();"
                    + " scrollBy(0, -70)";
    private static final String KILL_WHO_WORKS =
            "document.querySelector('#workers li:has(.state.working) .danger').click()";

    @Test
    void aWorkerIsKilledAndItsTaskIsDoneByAnother() throws IOException {
        Browser page = Browser.on("#/work-queue");
        page.driver().manage().window().setSize(SIZE);
        page.sees("#workers", "worker-").click("#lesson-close");
        page.run(TO_THE_FLOW);
        try (MovingPicture picture = new MovingPicture(FILE)) {
            shoot(page, picture, Duration.ofSeconds(1));
            page.run("document.querySelector('#batch').click()");
            shoot(page, picture, Duration.ofMillis(1200));
            page.run(KILL_WHO_WORKS);
            shoot(page, picture, Duration.ofSeconds(7));
        }
    }

    private static void shoot(Browser page, MovingPicture picture, Duration time)
            throws IOException {
        Instant end = Instant.now().plus(time);
        for (Instant now = Instant.now(); now.isBefore(end); now = Instant.now()) {
            byte[] png = page.driver().getScreenshotAs(OutputType.BYTES);
            picture.add(ImageIO.read(new ByteArrayInputStream(png)), now);
        }
    }
}
