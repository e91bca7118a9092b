package dev.rabbitpatterns.messaging.deadletter;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents an operation that answers with {@link DeadLetterOutcomes}. */
@ApiResponse(
        responseCode = "200",
        description = "Every letter that was found was dealt with",
        useReturnTypeSchema = true)
@ApiResponse(
        responseCode = "500",
        description = "Some letter cannot be published as it is, or a fault of the service",
        useReturnTypeSchema = true)
@ApiResponse(
        responseCode = "503",
        description = "The broker refused some letter, which is where it was",
        useReturnTypeSchema = true)
@ApiResponse(
        responseCode = "504",
        description = "Some letter may be back in its queue; replaying it again is safe",
        useReturnTypeSchema = true)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface HandlesLetters {}
