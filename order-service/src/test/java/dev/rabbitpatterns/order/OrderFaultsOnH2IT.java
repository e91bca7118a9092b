package dev.rabbitpatterns.order;

import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.reset;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** With the embedded database, which fails by refusing connections. */
@TestPropertySource(properties = "spring.datasource.url=" + OrderFaultsOnH2IT.URL)
class OrderFaultsOnH2IT extends OrderFaultsContract {

    static final String URL =
            "jdbc:h2:mem:faults;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1";

    @MockitoSpyBean private DataSource dataSource;

    OrderFaultsOnH2IT(@LocalServerPort int port) {
        super(port);
    }

    @Override
    void breakDatabase() throws SQLException {
        doThrow(new SQLException("the database is away")).when(dataSource).getConnection();
    }

    @Override
    void repairDatabase() {
        reset(dataSource);
    }
}
