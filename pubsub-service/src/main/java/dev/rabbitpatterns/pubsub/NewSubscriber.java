package dev.rabbitpatterns.pubsub;

/** One more who gets everything; a fanout exchange leaves nothing to say. */
record NewSubscriber() {}
