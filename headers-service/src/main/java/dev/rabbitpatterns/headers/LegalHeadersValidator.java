package dev.rabbitpatterns.headers;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a set of headers. */
final class LegalHeadersValidator implements ConstraintValidator<LegalHeaders, @Nullable Headers> {

    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,100}");

    /** RabbitMQ would route by some of these, and Spring would take others for its own. */
    private static final Set<String> RESERVED =
            Set.of("cc", "bcc", "reply-to", "user-id", "message-id", "correlation-id");

    private final HeadersProperties bounds;
    private String usage = "";

    LegalHeadersValidator(HeadersProperties bounds) {
        this.bounds = bounds;
    }

    @Override
    public void initialize(LegalHeaders annotation) {
        usage = annotation.usage();
    }

    @Override
    public boolean isValid(@Nullable Headers headers, ConstraintValidatorContext context) {
        Optional<String> fault = fault(Objects.requireNonNullElse(headers, Headers.NONE).values());
        fault.ifPresent(detail -> report(detail, context));
        return fault.isEmpty();
    }

    private Optional<String> fault(Map<String, Object> headers) {
        if (headers.isEmpty()) {
            return Optional.of(usage).filter(needed -> !needed.isEmpty());
        }
        if (headers.size() > bounds.maxHeaders()) {
            return Optional.of(
                    "are %d, and may be %d".formatted(headers.size(), bounds.maxHeaders()));
        }
        return headers.entrySet().stream()
                .flatMap(header -> fault(header.getKey(), header.getValue()).stream())
                .findFirst();
    }

    private Optional<String> fault(String name, @Nullable Object value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            return Optional.of("need names of 1 to 100 printable ASCII characters without spaces");
        }
        if (name.equals(HeadersTopology.MATCH)) {
            return Match.labels().contains(String.valueOf(value))
                    ? Optional.empty()
                    : Optional.of(
                            "may say as 'x-match' one of " + String.join(", ", Match.labels()));
        }
        if (lower.startsWith("x-") || lower.startsWith("__") || RESERVED.contains(lower)) {
            return Optional.of(
                    "cannot have the name '%s', which means something else to the broker or to a framework"
                            .formatted(name));
        }
        return valueFault(name, value);
    }

    private Optional<String> valueFault(String name, @Nullable Object value) {
        return switch (value) {
            case Integer _, Long _, Boolean _ -> Optional.empty();
            case Double number when Double.isFinite(number) -> Optional.empty();
            case String text when text.length() <= bounds.maxValueLength() -> Optional.empty();
            case String _ ->
                    Optional.of(
                            "may have texts of up to %d characters, which '%s' is not"
                                    .formatted(bounds.maxValueLength(), name));
            case null, default ->
                    Optional.of(
                            "have to be texts, numbers of 64 bits or true or false, which '%s' is not"
                                    .formatted(name));
        };
    }

    /** As a value, not as a template: a name might contain what a template would interpret. */
    private static void report(String detail, ConstraintValidatorContext context) {
        context.disableDefaultConstraintViolation();
        context.unwrap(HibernateConstraintValidatorContext.class)
                .addMessageParameter("fault", detail)
                .buildConstraintViolationWithTemplate("{fault}")
                .addConstraintViolation();
    }
}
