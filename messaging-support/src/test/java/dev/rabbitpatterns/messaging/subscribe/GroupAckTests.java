package dev.rabbitpatterns.messaging.subscribe;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import com.rabbitmq.client.Channel;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class GroupAckTests {

    private static final Duration UNLIMITED = Duration.ofHours(1);

    private final Channel channel = mock(Channel.class);
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();

    @Test
    void acknowledgesAFullBatchAtOnce() throws Exception {
        GroupAck acks = batchesOfThree(UNLIMITED);

        done(acks, 1, 2, 3, 4, 5, 6, 7);

        verify(channel).basicAck(3, true);
        verify(channel).basicAck(6, true);
        verifyNoMoreInteractions(channel);
        assertThat(acknowledged).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void acknowledgesAPartialBatchAfterTheMaximumDelay() throws Exception {
        GroupAck acks = batchesOfThree(Duration.ofMillis(20));

        done(acks, 1, 2);

        await().untilAsserted(() -> assertThat(acknowledged).containsExactly(1L, 2L));
        verify(channel).basicAck(2, true);
    }

    @Test
    void doesNotReportABatchWhoseAcknowledgementFailed() throws Exception {
        doThrow(new IOException("the connection is gone")).when(channel).basicAck(3, true);
        GroupAck acks = batchesOfThree(UNLIMITED);

        done(acks, 1, 2, 3, 4, 5, 6);

        verify(channel).basicAck(6, true);
        assertThat(acknowledged).containsExactly(4L, 5L, 6L);
    }

    @Test
    void flushAcknowledgesAPartialBatchOnce() throws Exception {
        GroupAck acks = batchesOfThree(UNLIMITED);
        done(acks, 1, 2);

        acks.flush();
        acks.flush();

        verify(channel).basicAck(2, true);
        verifyNoMoreInteractions(channel);
    }

    private GroupAck batchesOfThree(Duration maxDelay) {
        return new GroupAck(
                channel,
                3,
                maxDelay,
                delivered -> acknowledged.add(Long.valueOf(delivered.consumer())));
    }

    private static void done(GroupAck acks, long... tags) {
        for (long tag : tags) {
            acks.done(tag, MessageEvent.consumer(DELIVERED, "queue", String.valueOf(tag)));
        }
    }
}
