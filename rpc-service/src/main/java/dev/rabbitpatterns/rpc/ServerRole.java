package dev.rabbitpatterns.rpc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;

/** Belongs to the side that answers: absent where {@code rpc.server.enabled} is false. */
@ConditionalOnBooleanProperty(name = "rpc.server.enabled", matchIfMissing = true)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ServerRole {}
