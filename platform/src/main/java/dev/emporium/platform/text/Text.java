package dev.emporium.platform.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import java.util.Optional;

/** Texts as they are kept, and what is wrong with one. */
public final class Text {
    private static final Normalizer2 NFC = Normalizer2.getNFCInstance();
    private static final int BRAILLE_BLANK = 0x2800;

    private Text() {}

    /** One spelling for what looks the same: Unicode's Normalization Form C. */
    public static String nfc(String text) {
        return NFC.normalize(text);
    }

    /** Text of one line: NFC, each of Unicode's spaces as a plain one, and none of its blanks around it. */
    public static String line(String text) {
        if (isPlain(text)) {
            // nothing but a plain space is blank in it
            return text.strip();
        }
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(Text::plainSpace).forEach(line::appendCodePoint);
        int end = line.length();
        while (end > 0 && isBlank(line.codePointBefore(end))) {
            end -= Character.charCount(line.codePointBefore(end));
        }
        int start = 0;
        while (start < end && isBlank(line.codePointAt(start))) {
            start += Character.charCount(line.codePointAt(start));
        }
        return nfc(line.substring(start, end));
    }

    private static int plainSpace(int c) {
        return UCharacter.getType(c) == ECharacterCategory.SPACE_SEPARATOR ? ' ' : c;
    }

    private static boolean isBlank(int c) {
        return UCharacter.isUWhiteSpace(c) || c == BRAILLE_BLANK;
    }

    /** Whether all of it is what an English typewriter writes on one line, of which little can be wrong: most texts by far. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** What is wrong with a text that is to be one line with something to see in it, if anything is. */
    static Optional<String> faultOfLine(String text, int most) {
        if (isPlain(text) && !text.isBlank()) {
            return tooLong(text, most);
        }
        if (any(
                text,
                c -> isBlank(c) && UCharacter.getType(c) != ECharacterCategory.SPACE_SEPARATOR && c != BRAILLE_BLANK)) {
            return Optional.of("must be one line, without line breaks and tabs");
        }
        if (any(text, UCharacter::isISOControl)) {
            return Optional.of("must not contain control characters");
        }
        if (any(text, Text::turnsText)) {
            return Optional.of("must not contain characters that turn the direction of text");
        }
        if (any(text, c -> isInvisible(c) && !joins(c) || isPrivate(c))) {
            return Optional.of("must not contain invisible or private characters");
        }
        if (text.codePoints().allMatch(c -> isBlank(c) || isInvisible(c))) {
            return Optional.of("must not be blank");
        }
        return tooLong(text, most);
    }

    /** What is wrong with a text of any number of lines, if anything is. */
    public static Optional<String> faultOfProse(String text, int most) {
        if (isPlain(text)) {
            return tooLong(text, most);
        }
        if (any(text, c -> UCharacter.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            return Optional.of("must not contain control characters but tabs and line breaks");
        }
        if (any(text, c -> c >= 0x202A && c <= 0x202E)) {
            return Optional.of("must not contain characters that override the direction of text");
        }
        if (any(text, c -> UCharacter.hasBinaryProperty(c, UProperty.NONCHARACTER_CODE_POINT))) {
            return Optional.of("must not contain characters that Unicode has for none");
        }
        return tooLong(text, most);
    }

    private static Optional<String> tooLong(String text, int most) {
        return text.codePointCount(0, text.length()) > most
                ? Optional.of("must have at most " + most + " characters")
                : Optional.empty();
    }

    private static boolean any(String text, java.util.function.IntPredicate which) {
        return text.codePoints().anyMatch(which);
    }

    /** Unicode's Bidi_Control: marks, embeddings, overrides and isolates. */
    private static boolean turnsText(int c) {
        return UCharacter.hasBinaryProperty(c, UProperty.BIDI_CONTROL);
    }

    private static boolean isInvisible(int c) {
        return UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                || UCharacter.getType(c) == ECharacterCategory.FORMAT;
    }

    /** Writing systems and emoji need them: the zero-width joiners, and selectors of variants. */
    private static boolean joins(int c) {
        return c == 0x200C || c == 0x200D || UCharacter.hasBinaryProperty(c, UProperty.VARIATION_SELECTOR);
    }

    private static boolean isPrivate(int c) {
        return UCharacter.getType(c) == ECharacterCategory.PRIVATE_USE
                || UCharacter.hasBinaryProperty(c, UProperty.NONCHARACTER_CODE_POINT);
    }
}
