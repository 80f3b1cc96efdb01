package dev.emporium.notification.delivery.entity;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.notification.notification.entity.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * The words: Mustache files below {@code templates}, a folder for each language, of each kind a {@code subject},
 * {@code txt} and {@code html}, and {@code sms} of some. Whatever is put into HTML is escaped; what a template names must be
 * there. All are read at start. Thread safe.
 */
public final class Templates {
    /** What there is of a kind in a language. */
    public enum Part {
        SUBJECT("subject", false),
        TEXT("txt", false),
        HTML("html", true),
        SMS("sms", false);

        private final String ending;
        private final boolean escaped;

        Part(String ending, boolean escaped) {
            this.ending = ending;
            this.escaped = escaped;
        }
    }

    private final Map<Part, Map<Language, Map<Kind, Template>>> templates = new EnumMap<>(Part.class);

    /** @throws IllegalStateException when one is missing or not one */
    public Templates() {
        for (Part part : Part.values()) {
            Map<Language, Map<Kind, Template>> byLanguage = new EnumMap<>(Language.class);
            for (Language language : Language.values()) {
                byLanguage.put(language, read(part, language));
            }
            templates.put(part, byLanguage);
        }
    }

    private static Map<Kind, Template> read(Part part, Language language) {
        Mustache.Compiler compiler = Mustache.compiler()
                .escapeHTML(part.escaped)
                .withLoader(name -> open(language, name + "." + part.ending));
        Map<Kind, Template> byKind = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            if (part != Part.SMS || kind.hasSms()) {
                byKind.put(kind, compiler.compile(open(language, kind.word() + "." + part.ending)));
            }
        }
        return byKind;
    }

    /** The language's own file, or the one that all share. */
    private static Reader open(Language language, String file) {
        String text = text("/templates/" + language.word() + "/" + file);
        String found = text == null ? text("/templates/" + file) : text;
        if (found == null) {
            throw new IllegalStateException("there is no template " + file + " in " + language.word());
        }
        return new StringReader(found);
    }

    private static String text(String resource) {
        try (InputStream in = Templates.class.getResourceAsStream(resource)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws RuntimeException when the template names what the model does not have */
    public String render(Part part, Language language, Kind kind, Map<String, Object> model) {
        return templates.get(part).get(language).get(kind).execute(model);
    }
}
