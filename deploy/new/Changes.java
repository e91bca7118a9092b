import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files as they will be. Nothing is written until {@link #write()}, which writes all of them or none. */
final class Changes {

    private final Path root;
    private final Map<Path, String> texts = new TreeMap<>();

    Changes(Path root) {
        this.root = root;
    }

    /** The text of a file, with the changes so far. */
    String read(String file) throws IOException {
        Path path = root.resolve(file);
        return texts.containsKey(path) ? texts.get(path) : Files.readString(path);
    }

    void put(String file, String text) {
        texts.put(root.resolve(file), text);
    }

    /** Writes everything beside its place first, so that only renames are left, and takes those back if one fails. */
    void write() throws IOException {
        Files.createDirectories(root);
        Path beside = Files.createTempDirectory(root, ".new-");
        Map<Path, byte[]> before = new HashMap<>();
        try {
            for (Path file : texts.keySet()) {
                Path staged = beside.resolve(root.relativize(file));
                Files.createDirectories(staged.getParent());
                Files.writeString(staged, texts.get(file));
                if (Files.exists(file)) {
                    Files.setPosixFilePermissions(staged, Files.getPosixFilePermissions(file));
                }
            }
            for (Path file : texts.keySet()) {
                before.put(file, Files.exists(file) ? Files.readAllBytes(file) : null);
                Files.createDirectories(file.getParent());
                Files.move(beside.resolve(root.relativize(file)), file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            takeBack(before);
            throw e;
        } finally {
            delete(beside);
        }
    }

    private void takeBack(Map<Path, byte[]> before) throws IOException {
        for (Map.Entry<Path, byte[]> file : before.entrySet()) {
            if (file.getValue() == null) {
                Path created = file.getKey();
                do {
                    Files.deleteIfExists(created);
                    created = created.getParent();
                } while (!created.equals(root) && created.toFile().list().length == 0);
            } else {
                Files.write(file.getKey(), file.getValue());
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
