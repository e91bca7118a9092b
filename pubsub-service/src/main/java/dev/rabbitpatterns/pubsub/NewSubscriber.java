package dev.rabbitpatterns.pubsub;

import io.swagger.v3.oas.annotations.media.Schema;

/** A subscriber to be added. It receives everything, so there is nothing to specify. */
@Schema(example = "{}")
record NewSubscriber() {}
