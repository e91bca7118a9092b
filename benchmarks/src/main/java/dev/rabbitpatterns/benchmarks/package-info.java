/**
 * Measures the suite beside what it is to be compared with, in one run: {@link
 * dev.rabbitpatterns.benchmarks.Benchmarks} starts the programs, {@link
 * dev.rabbitpatterns.benchmarks.Rounds} measures them in turn, and {@link
 * dev.rabbitpatterns.benchmarks.report.Bar} says what the ratios have to be.
 *
 * <p>Absolute figures are this machine's; ratios of figures that were taken in turn hold elsewhere.
 */
@NullMarked
package dev.rabbitpatterns.benchmarks;

import org.jspecify.annotations.NullMarked;
