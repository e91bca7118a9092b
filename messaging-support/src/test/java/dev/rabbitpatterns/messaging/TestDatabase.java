package dev.rabbitpatterns.messaging;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with the library's tables, in memory. */
public final class TestDatabase {

    private final DataSource source;

    public TestDatabase() {
        source =
                JdbcConnectionPool.create(
                        "jdbc:h2:mem:%s;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1"
                                .formatted(UUID.randomUUID()),
                        "sa",
                        "");
        new ResourceDatabasePopulator(
                        new ClassPathResource("db/messaging/V0.1__inbox.sql"),
                        new ClassPathResource("db/messaging/V0.2__outbox.sql"))
                .execute(source);
    }

    public DataSource source() {
        return source;
    }

    public JdbcClient client() {
        return JdbcClient.create(source);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(source));
    }

    public long count(String query) {
        return client().sql("select count(*) from " + query)
                .query((row, number) -> row.getLong(1))
                .single();
    }
}
