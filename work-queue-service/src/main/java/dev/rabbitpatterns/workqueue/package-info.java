/**
 * Competing workers that share one durable queue fairly and lose nothing.
 *
 * <pre>
 *                                        ┌──▶ Worker 1
 *   POST /tasks ──▶ TaskProducer ──▶ [ task_queue ] ──▶ Worker 2
 *                                        └──▶ Worker 3
 *                      ▲                       │ failed
 *                      └── [ task_queue.retry.* ] ◀── TaskRetries ──▶ [ task_queue.dead ]
 * </pre>
 *
 * <p>A dot in a task is a second of work. A worker takes one task at a time and acknowledges it
 * after the work: a busy worker receives nothing, and the task of a worker that dies goes to
 * another. Read {@link dev.rabbitpatterns.workqueue.WorkQueueTopology} for the names, then follow a
 * task from {@link dev.rabbitpatterns.workqueue.WorkQueueController} through {@link
 * dev.rabbitpatterns.workqueue.TaskProducer} to {@link dev.rabbitpatterns.workqueue.Worker}, and,
 * if it fails, on to {@link dev.rabbitpatterns.workqueue.TaskRetries}.
 */
@NullMarked
package dev.rabbitpatterns.workqueue;

import org.jspecify.annotations.NullMarked;
