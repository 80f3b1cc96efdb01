package dev.emporium.platform.service;

import jakarta.validation.ParameterNameProvider;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How parameters are called, found out once for each method: validation asks for each parameter of each request, and
 * Dropwizard's answer parses the annotations of all of them out of the class file. As many as there are methods. Thread safe.
 */
final class RememberedNames implements ParameterNameProvider {
    private final ParameterNameProvider names;
    private final Map<Executable, List<String>> known = new ConcurrentHashMap<>();

    RememberedNames(ParameterNameProvider names) {
        this.names = names;
    }

    @Override
    public List<String> getParameterNames(Constructor<?> constructor) {
        return known.computeIfAbsent(constructor, any -> List.copyOf(names.getParameterNames(constructor)));
    }

    @Override
    public List<String> getParameterNames(Method method) {
        return known.computeIfAbsent(method, any -> List.copyOf(names.getParameterNames(method)));
    }
}
