/** What was measured, what of it has to be in which ratio, and how it is shown. */
@NullMarked
package dev.rabbitpatterns.benchmarks.report;

import org.jspecify.annotations.NullMarked;
