/** A service that does nothing: what HTTP and Spring MVC cost before anything else is done. */
@NullMarked
package dev.rabbitpatterns.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
