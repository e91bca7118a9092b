package dev.rabbitpatterns.console;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a GIF that repeats itself. Of each frame it writes only the part that has changed. */
final class MovingPicture implements AutoCloseable {

    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    private static final byte[] REPEAT_FOR_EVER = {1, 0, 0};
    private static final Duration PAUSE_AT_THE_END = Duration.ofSeconds(3);
    private static final int HUNDREDTH_OF_A_SECOND = 10;

    private final ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    private final ImageOutputStream file;
    private @Nullable BufferedImage shown;

    /** The last change waits until it is known how long it is shown. */
    private @Nullable BufferedImage change;

    private Rectangle place = new Rectangle();
    private Instant shownSince = Instant.EPOCH;
    private boolean isFirst = true;

    MovingPicture(Path path) throws IOException {
        Files.deleteIfExists(path);
        file = ImageIO.createImageOutputStream(path.toFile());
        writer.setOutput(file);
        writer.prepareWriteSequence(null);
    }

    /** Shows this from now on. */
    void add(BufferedImage frame, Instant now) throws IOException {
        Rectangle changed = shown == null ? whole(frame) : difference(shown, frame);
        if (!changed.isEmpty()) {
            write(Duration.between(shownSince, now));
            place = changed;
            change = copy(frame, changed);
            shown = frame;
            shownSince = now;
        }
    }

    private static Rectangle whole(BufferedImage frame) {
        return new Rectangle(frame.getWidth(), frame.getHeight());
    }

    private static Rectangle difference(BufferedImage before, BufferedImage after) {
        Rectangle changed = new Rectangle(-1, -1);
        for (int y = 0; y < after.getHeight(); y++) {
            for (int x = 0; x < after.getWidth(); x++) {
                if (before.getRGB(x, y) != after.getRGB(x, y)) {
                    changed.add(new Rectangle(x, y, 1, 1));
                }
            }
        }
        return changed;
    }

    private static BufferedImage copy(BufferedImage frame, Rectangle part) {
        BufferedImage copy = new BufferedImage(part.width, part.height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(frame, -part.x, -part.y, null);
        graphics.dispose();
        return copy;
    }

    private void write(Duration time) throws IOException {
        if (change != null) {
            writer.writeToSequence(new IIOImage(change, null, metadata(change, time)), null);
            isFirst = false;
        }
    }

    private IIOMetadata metadata(BufferedImage image, Duration time) throws IOException {
        IIOMetadata metadata =
                writer.getDefaultImageMetadata(
                        ImageTypeSpecifier.createFromRenderedImage(image), null);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        IIOMetadataNode position = child(root, "ImageDescriptor");
        position.setAttribute("imageLeftPosition", Integer.toString(place.x));
        position.setAttribute("imageTopPosition", Integer.toString(place.y));
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "doNotDispose");
        control.setAttribute("delayTime", Long.toString(time.toMillis() / HUNDREDTH_OF_A_SECOND));
        if (isFirst) {
            IIOMetadataNode repeat =
                    child(child(root, "ApplicationExtensions"), "ApplicationExtension");
            repeat.setAttribute("applicationID", "NETSCAPE");
            repeat.setAttribute("authenticationCode", "2.0");
            repeat.setUserObject(REPEAT_FOR_EVER.clone());
        }
        metadata.setFromTree(FORMAT, root);
        return metadata;
    }

    private static IIOMetadataNode child(IIOMetadataNode parent, String name) {
        var found = parent.getElementsByTagName(name);
        if (found.getLength() > 0) {
            return (IIOMetadataNode) found.item(0);
        }
        IIOMetadataNode made = new IIOMetadataNode(name);
        parent.appendChild(made);
        return made;
    }

    @Override
    public void close() throws IOException {
        write(PAUSE_AT_THE_END);
        writer.endWriteSequence();
        writer.dispose();
        file.close();
    }
}
