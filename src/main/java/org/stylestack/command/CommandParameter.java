package org.stylestack.command;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scijava.ItemIO;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;

/**
 * One parameter of a command, as its annotated field declares it: a text, a number or a boolean.
 *
 * @param field   the field; its name is the key in macros, but for an underscore at the end, which words of Java need
 * @param heading what it and those after it are about; empty where it goes with those before it
 * @param label   what a dialog calls it
 * @param help    what it does, for people
 * @param initial its value unless the user gives another
 * @param min     the smallest number allowed
 * @param max     the largest number allowed
 * @param choices the words allowed; empty where any text is
 * @param style   {@link #FILE}, {@link #MODEL}, {@link #DEVICE}, {@link #WINDOW}, {@link #WORDS}, or empty
 * @param hint    what a dialog shows beside it: a unit, or an example; may be empty
 * @param empty   what a text that is empty stands for: {@code "all"}; a dialog shows it in the empty field
 * @param isRare  whether most users leave it as it is
 */
public record CommandParameter(
        Field field,
        String heading,
        String label,
        String help,
        Object initial,
        Optional<BigDecimal> min,
        Optional<BigDecimal> max,
        List<String> choices,
        String style,
        String hint,
        String empty,
        boolean isRare) {

    /** The attribute that holds the heading. */
    public static final String HEADING = "heading";

    /** The attribute that holds a unit, as {@code layers}, or an example, as {@code such as 0-7,42}. */
    public static final String HINT = "hint";

    /** The attribute that holds what an empty text stands for, as {@code all}. */
    public static final String EMPTY = "empty";

    /** The attribute of a parameter that most users leave as it is; its value is {@code true}. */
    public static final String RARE = "rare";

    /** The style of a text that names a file. */
    public static final String FILE = "file";

    /** The style of a text that names a model's file. */
    public static final String MODEL = "model";

    /** The style of a text that names a device. */
    public static final String DEVICE = "device";

    /** The style of what is about windows, so that a shell has no use for it. */
    public static final String WINDOW = "window";

    /** The style of a text that holds one or more of the choices, between commas. */
    public static final String WORDS = "words";

    private static final List<Class<?>> TYPES = List.of(String.class, int.class, long.class, double.class, boolean.class);

    /** Whether a field declares a parameter, and not a service or a result. */
    static boolean isDeclaredBy(Field field) {
        Parameter declared = field.getAnnotation(Parameter.class);
        return declared != null && declared.type() == ItemIO.INPUT && TYPES.contains(field.getType());
    }

    static CommandParameter of(Field field, StackCommand fresh) {
        Parameter declared = field.getAnnotation(Parameter.class);
        field.setAccessible(true);
        String empty = Optional.of(attribute(declared, EMPTY)).filter(text -> !text.isEmpty()).orElseGet(() -> fresh.standsFor(field.getName()));
        String help = declared.description() + (empty.isEmpty() ? "" : " Empty for " + empty + ".");
        return new CommandParameter(field, attribute(declared, HEADING), declared.label(), help, get(field, fresh),
                bound(declared.min()), bound(declared.max()), List.of(declared.choices()), declared.style(), attribute(declared, HINT),
                empty, Boolean.parseBoolean(attribute(declared, RARE)));
    }

    private static String attribute(Parameter declared, String name) {
        return Arrays.stream(declared.attrs()).filter(attribute -> attribute.name().equals(name)).map(Attr::value).findFirst()
                .orElse("");
    }

    CommandParameter withHeading(String other) {
        return new CommandParameter(field, other, label, help, initial, min, max, choices, style, hint, empty, isRare);
    }

    private static Optional<BigDecimal> bound(String declared) {
        return declared.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(declared));
    }

    private static Object get(Field field, Object command) {
        try {
            return field.get(command);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    public String key() {
        return field.getName().replaceAll("_$", "");
    }

    /** {@code String}, {@code int}, {@code long}, {@code double} or {@code boolean}. */
    public Class<?> type() {
        return field.getType();
    }

    public String initialText() {
        return textOf(initial);
    }

    /** The value that a command has now, so that {@link #parse} reads it back. */
    String text(Object command) {
        return textOf(get(field, command));
    }

    private static String textOf(Object value) {
        return value == null ? "" : value instanceof Double number && Double.isFinite(number)
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }

    void set(Object command, String text) {
        try {
            field.set(command, parse(text));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The value that a text stands for.
     *
     * @throws IllegalArgumentException if it stands for none that is allowed; the message is a sentence
     */
    public Object parse(String text) {
        String given = text.strip();
        try {
            if (type() == String.class) {
                return choices.isEmpty() ? given : words(given);
            }
            return type() == boolean.class ? (Object) truth(given) : number(new BigDecimal(given));
        } catch (ArithmeticException | NumberFormatException e) {
            throw refused(given);
        }
    }

    private String words(String given) {
        String[] words = style.equals(WORDS) ? given.split("\\s*,\\s*") : new String[] {given};
        for (int k = 0; k < words.length; k++) {
            words[k] = words[k].toLowerCase(Locale.ROOT);
            if (!choices.contains(words[k])) {
                throw refused(given);
            }
        }
        return String.join(",", words);
    }

    private boolean truth(String given) {
        if (!given.equalsIgnoreCase("true") && !given.equalsIgnoreCase("false")) {
            throw refused(given);
        }
        return given.equalsIgnoreCase("true");
    }

    private Object number(BigDecimal given) {
        if (min.isPresent() && given.compareTo(min.get()) < 0 || max.isPresent() && given.compareTo(max.get()) > 0) {
            throw refused(given.toString());
        }
        if (type() == int.class) {
            return given.intValueExact();
        } else if (type() == long.class) {
            return given.longValueExact();
        }
        double number = given.doubleValue();
        if (Double.isInfinite(number)) {
            throw refused(given.toString());
        }
        return number;
    }

    private IllegalArgumentException refused(String given) {
        return new IllegalArgumentException(key() + ": \"" + given + "\" is not allowed; give " + allowed());
    }

    /** Whether its value is a number. */
    public boolean isNumber() {
        return type() != String.class && type() != boolean.class;
    }

    /** The numbers that are allowed: {@code "0 to 1024"}; empty where all are, and for words. */
    public String range() {
        if (max.isEmpty()) {
            return min.map(from -> from + " or more").orElse("");
        }
        return min.map(from -> from + " to " + max.get()).orElse("up to " + max.get());
    }

    /** What is allowed, for people: {@code "a whole number from 0 to 4294967295"}. */
    public String allowed() {
        if (type() == boolean.class) {
            return "true or false";
        } else if (type() == String.class) {
            return choices.isEmpty() ? "a text" : (style.equals(WORDS) ? "one or more of " : "") + String.join(", ", choices);
        }
        String number = type() == double.class ? "a number" : "a whole number";
        if (max.isEmpty()) {
            return number + (min.isEmpty() ? "" : ", " + range());
        }
        return number + (min.isEmpty() ? ", " : " from ") + range();
    }
}
