/**
 * Compares the suite with other programs in one run: {@code subjects.txt} lists what is measured,
 * and {@code ratios.txt} what is compared.
 */
@NullMarked
package dev.rabbitpatterns.benchmarks;

import org.jspecify.annotations.NullMarked;
