package dev.rabbitpatterns.messaging.login;

import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.DispatcherType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Auto-configuration of the login, if {@code messaging.login.enabled} is set:
 *
 * <ul>
 *   <li>who may ask for what, as one chain of Spring Security's filters, behind those of {@link
 *       dev.rabbitpatterns.messaging.rest}
 *   <li>{@link BoundedAttempts}: how many passwords an address can try
 *   <li>{@link Refusals}: the problems
 * </ul>
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty("messaging.login.enabled")
@EnableConfigurationProperties(LoginProperties.class)
@EnableWebSecurity
public final class LoginAutoConfiguration {

    private static final String USER = "USER";
    private static final String PROBE = "PROBE";

    @Bean
    SecurityFilterChain login(
            HttpSecurity http,
            LoginProperties properties,
            Refusals refusals,
            ObjectProvider<InstantSource> clock)
            throws Exception {
        AuthenticationManager logins =
                logins(properties.checked(), clock.getIfAvailable(InstantSource::system));
        return http.authorizeHttpRequests(requests ->
                        requests.requestMatchers(
                                        HttpMethod.GET,
                                        "/actuator/health/liveness",
                                        "/actuator/health/readiness")
                                .permitAll()
                                .requestMatchers("/actuator/health/**", "/actuator/prometheus")
                                .hasAnyRole(USER, PROBE)
                                .anyRequest()
                                .hasRole(USER))
                .httpBasic(basic -> basic.authenticationEntryPoint(refusals))
                .authenticationManager(logins)
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .sessionManagement(
                        sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // The rest package refuses what comes from a foreign page, whether or not it has a
                // token, and sends the other headers.
                .csrf(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.defaultsDisabled().cacheControl(withDefaults()))
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    /**
     * Each request is checked, and the environment has the passwords as they are, so there is a
     * single round of hashing: more would protect nothing and slow every request down.
     */
    private static AuthenticationManager logins(LoginProperties properties, InstantSource clock) {
        PasswordEncoder hash =
                new Pbkdf2PasswordEncoder(
                        "", 16, 1, SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA256);
        List<UserDetails> users = new ArrayList<>();
        Map.of(USER, properties.users(), PROBE, properties.probes())
                .forEach((role, some) ->
                        some.forEach((name, password) ->
                                users.add(
                                        User.withUsername(name)
                                                .password(hash.encode(password))
                                                .roles(role)
                                                .build())));
        var passwords = new DaoAuthenticationProvider(new InMemoryUserDetailsManager(users));
        passwords.setPasswordEncoder(hash);
        Set<String> names = new HashSet<>(properties.users().keySet());
        names.addAll(properties.probes().keySet());
        return new BoundedAttempts(new ProviderManager(passwords), names, clock);
    }

    @Bean
    Refusals refusals(
            @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return new Refusals(problems);
    }

    /** Behind the guards of every service, and before anything reads the request. */
    @Bean
    DelegatingFilterProxyRegistrationBean loginFilter() {
        var filter =
                new DelegatingFilterProxyRegistrationBean(
                        AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME);
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        filter.setDispatcherTypes(DispatcherType.REQUEST);
        return filter;
    }

    /** Methods and headers are the service's own business, with a login as without it. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        return firewall;
    }

    /** Nobody looks at a timer for each check of a password. */
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }
}
