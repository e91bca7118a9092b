/**
 * Compares the suite with other programs in one run: {@link
 * dev.rabbitpatterns.benchmarks.Benchmarks} starts the programs, {@link
 * dev.rabbitpatterns.benchmarks.Rounds} measures them in turn, and {@link
 * dev.rabbitpatterns.benchmarks.report.Bar} is a target for a ratio.
 *
 * <p>Absolute figures depend on the machine; ratios of figures that were taken in turn hardly do.
 */
@NullMarked
package dev.rabbitpatterns.benchmarks;

import org.jspecify.annotations.NullMarked;
