package dev.rabbitpatterns.messaging.subscribe;

import dev.rabbitpatterns.messaging.publish.RoutingKey;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/** Reports the first error in a list of binding keys. */
final class BindingKeysValidator
        implements ConstraintValidator<BindingKeys, @Nullable List<@Nullable String>> {

    private static final Pattern LEGAL = Pattern.compile(RoutingKey.LEGAL);

    private final int maxBindings;
    private String usage = "";
    private int mostHashes;

    BindingKeysValidator(SubscribeProperties properties) {
        this.maxBindings = properties.maxBindings();
    }

    @Override
    public void initialize(BindingKeys annotation) {
        usage = annotation.usage();
        mostHashes = annotation.mostHashes();
    }

    @Override
    public boolean isValid(
            @Nullable List<@Nullable String> keys, ConstraintValidatorContext context) {
        Optional<String> fault = fault(keys);
        fault.ifPresent(detail -> report(detail, context));
        return fault.isEmpty();
    }

    private Optional<String> fault(@Nullable List<@Nullable String> keys) {
        if (keys == null || keys.isEmpty()) {
            return Optional.of(usage);
        }
        if (keys.size() > maxBindings) {
            return Optional.of("are %d, and may be %d".formatted(keys.size(), maxBindings));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            if (key == null || !LEGAL.matcher(key).matches()) {
                return Optional.of(
                        "number %d must be 1 to 255 printable ASCII characters without spaces"
                                .formatted(i + 1));
            }
            if (hashes(key) > mostHashes) {
                return Optional.of(
                        "number %d has %d # wildcards, and may have %d"
                                .formatted(i + 1, hashes(key), mostHashes));
            }
            if (!seen.add(key)) {
                return Optional.of("number %d, '%s', is there twice".formatted(i + 1, key));
            }
        }
        return Optional.empty();
    }

    private static long hashes(String key) {
        return Stream.of(key.split("\\.")).filter("#"::equals).count();
    }

    /**
     * The detail is a parameter, because a key may look like an expression of the message template.
     */
    private static void report(String detail, ConstraintValidatorContext context) {
        context.disableDefaultConstraintViolation();
        context.unwrap(HibernateConstraintValidatorContext.class)
                .addMessageParameter("fault", detail)
                .buildConstraintViolationWithTemplate("{fault}")
                .addConstraintViolation();
    }
}
