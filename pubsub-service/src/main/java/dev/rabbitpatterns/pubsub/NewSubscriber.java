package dev.rabbitpatterns.pubsub;

/** A subscriber to be added. It receives everything, so there is nothing to specify. */
record NewSubscriber() {}
