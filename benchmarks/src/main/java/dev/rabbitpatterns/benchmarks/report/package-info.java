/** The measurements, the targets for their ratios, and the reports of both. */
@NullMarked
package dev.rabbitpatterns.benchmarks.report;

import org.jspecify.annotations.NullMarked;
