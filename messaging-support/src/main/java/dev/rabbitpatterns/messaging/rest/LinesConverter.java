package dev.rabbitpatterns.messaging.rest;

import jakarta.validation.Validator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.SmartHttpMessageConverter;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.util.WebUtils;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@link Lines} and writes {@link LineAnswers}, both of them one line at a time, and by the
 * same rules as an object. When the service shuts down, it reads no further lines.
 */
final class LinesConverter
        implements SmartHttpMessageConverter<Object>, ApplicationListener<ContextClosedEvent> {

    private final JsonMapper json;
    private final Validator validator;
    private final RestProperties bounds;
    private volatile boolean stopping;

    LinesConverter(JsonMapper json, Validator validator, RestProperties bounds) {
        this.json = json;
        this.validator = validator;
        this.bounds = bounds;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        stopping = true;
    }

    @Override
    public List<MediaType> getSupportedMediaTypes() {
        return List.of(MediaType.APPLICATION_NDJSON);
    }

    @Override
    public boolean canRead(ResolvableType type, @Nullable MediaType mediaType) {
        return type.toClass().equals(Lines.class);
    }

    @Override
    public Lines<?> read(
            ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
            throws IOException {
        BoundedRequest request = currentRequest();
        request.readByLine();
        ObjectReader element = json.readerFor(json.constructType(type.getGeneric(0).getType()));
        return new Lines<>(new LineReader(message.getBody(), request, bounds), element, validator);
    }

    private static BoundedRequest currentRequest() {
        ServletRequestAttributes current =
                (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
        return Objects.requireNonNull(
                WebUtils.getNativeRequest(current.getRequest(), BoundedRequest.class));
    }

    @Override
    public boolean canWrite(ResolvableType type, Class<?> answer, @Nullable MediaType mediaType) {
        return answer.equals(LineAnswers.class);
    }

    @Override
    public void write(
            Object answers,
            ResolvableType type,
            @Nullable MediaType mediaType,
            HttpOutputMessage message,
            @Nullable Map<String, Object> hints) {
        LineWriter out =
                new LineWriter(
                        (ServletServerHttpResponse) message,
                        json.writer().without(SerializationFeature.INDENT_OUTPUT));
        ((LineAnswers<?>) answers).writeTo(out, () -> stopping);
    }
}
