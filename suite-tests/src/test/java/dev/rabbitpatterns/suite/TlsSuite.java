package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The suite in containers, with TLS on every connection. */
final class TlsSuite extends ComposeSuite {

    static final String PASSWORD = "of-the-test-only";
    static final String LOGIN =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString(
                                    ("patterns:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private static final Path AUTHORITY = Path.of("target/tls/.patterns/tls/ca.crt");

    TlsSuite() {
        super("tls");
    }

    @Override
    List<String> options() {
        return List.of("--tls");
    }

    /** For a client that trusts the suite's authority, and cannot say who it is. */
    static SSLContext withoutCertificate() {
        try (InputStream authority = Files.newInputStream(AUTHORITY)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "authority",
                    CertificateFactory.getInstance("X.509").generateCertificate(authority));
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot read " + AUTHORITY, e);
        }
    }
}
