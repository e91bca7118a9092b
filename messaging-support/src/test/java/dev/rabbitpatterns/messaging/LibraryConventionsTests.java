package dev.rabbitpatterns.messaging;

import dev.rabbitpatterns.test.Conventions;
import org.junit.jupiter.api.Test;

class LibraryConventionsTests {

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        Conventions.checkLibrary();
    }

    @Test
    void everyDefaultIsAKnownProperty() {
        Conventions.checkProperties();
    }
}
