package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.Assert;

/**
 * Has the broker know the service by its certificate. Each new connection uses the certificate that
 * the bundle has by then, so a renewed one needs no restart.
 */
final class CertificateLogin implements ConnectionFactoryCustomizer {

    private final SslBundles bundles;
    private final String bundle;

    CertificateLogin(SslBundles bundles, @Nullable String bundle) {
        Assert.notNull(bundle, "messaging.certificate-login needs spring.rabbitmq.ssl.bundle");
        this.bundles = bundles;
        this.bundle = bundle;
    }

    @Override
    public void customize(ConnectionFactory factory) {
        factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
        // Otherwise it would keep the sockets of the certificate that there was at the start.
        factory.setSocketFactory(null);
        factory.setSslContextFactory(connection -> bundles.getBundle(bundle).createSslContext());
    }
}
