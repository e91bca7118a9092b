/**
 * What the OpenAPI document of a service says besides what springdoc reads from its controllers.
 *
 * <p>Summaries, descriptions and fields are explained by their Javadoc, and examples stand at the
 * fields of the records. The problems that follow from what a method does, such as reading a body
 * or publishing, are added by {@link dev.rabbitpatterns.messaging.docs.ProblemAnswers}; those of a
 * single method are named by {@link dev.rabbitpatterns.messaging.docs.Problem}.
 */
@NullMarked
package dev.rabbitpatterns.messaging.docs;

import org.jspecify.annotations.NullMarked;
