package org.stylestack.command;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * What a command says of itself by its annotations. Every door goes by it, without SciJava where there is none: dialog,
 * macro options, recorder, and the shell's options.
 *
 * <pre>{@code
 * CommandDeclaration declaration = CommandDeclaration.of(GenerateFaces.class);
 * StackCommand command = declaration.create(Map.of("seeds", "0-7,42", "psi", "0.7"));
 * }</pre>
 *
 * @param type       the command's class
 * @param label      its entry in the menu: {@code "Generate Faces..."}
 * @param help       what it does
 * @param parameters in groups of one heading, and in a group in the order of their fields, those of superclasses first
 */
public record CommandDeclaration(Class<? extends StackCommand> type, String label, String help, List<CommandParameter> parameters) {

    /** The entry of a result's provenance that names the command. */
    static final String COMMAND = "command";

    /** Stands for the groups that one command alone has. */
    private static final String OWN = "own";

    /** The groups in their order; the model has no heading. */
    private static final List<String> GROUPS = List.of("", "Truncation", OWN, "Noise", "Outputs", "Device");

    public static CommandDeclaration of(Class<? extends StackCommand> type) {
        Plugin plugin = type.getAnnotation(Plugin.class);
        String label = plugin.menuPath().substring(plugin.menuPath().lastIndexOf('>') + 1);
        StackCommand fresh = fresh(type);
        Map<String, List<CommandParameter>> groups = new LinkedHashMap<>();
        gather(type, fresh, groups);
        List<CommandParameter> parameters = groups.entrySet().stream()
                .sorted(Comparator.comparingInt(group -> rank(group.getKey()))).flatMap(group -> headed(group.getValue())).toList();
        return new CommandDeclaration(type, label, plugin.description(), parameters);
    }

    /** A command's class by its full name, as plugins.config and SciJava's index have it. */
    public static Class<? extends StackCommand> named(String className) {
        try {
            return Class.forName(className).asSubclass(StackCommand.class);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void gather(Class<?> type, StackCommand fresh, Map<String, List<CommandParameter>> groups) {
        if (type == null) {
            return;
        }
        gather(type.getSuperclass(), fresh, groups);
        String heading = "";
        for (Field field : type.getDeclaredFields()) {
            if (CommandParameter.isDeclaredBy(field)) {
                CommandParameter parameter = CommandParameter.of(field, fresh);
                heading = parameter.heading().isEmpty() ? heading : parameter.heading();
                groups.computeIfAbsent(heading, key -> new ArrayList<>()).add(parameter.withHeading(heading));
            }
        }
    }

    private static int rank(String heading) {
        int known = GROUPS.indexOf(heading);
        return known >= 0 ? known : GROUPS.indexOf(OWN);
    }

    /** The group with its heading above the first parameter alone. */
    private static Stream<CommandParameter> headed(List<CommandParameter> group) {
        return IntStream.range(0, group.size()).mapToObj(k -> k == 0 ? group.get(k) : group.get(k).withHeading(""));
    }

    private static StackCommand fresh(Class<? extends StackCommand> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A parameter by its key.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest
     */
    public CommandParameter parameter(String key) {
        Optional<CommandParameter> found = parameters.stream().filter(parameter -> parameter.key().equals(key)).findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException(
                key + ": " + label + " has no such parameter; " + Spelling.suggest(key, parameters.stream().map(CommandParameter::key).toList())));
    }

    /**
     * A command with the given values, all others being what they are initially.
     *
     * @param texts values by key
     * @throws IllegalArgumentException if a key is unknown or a value not allowed; the message is a sentence
     */
    public StackCommand create(Map<String, String> texts) {
        StackCommand command = fresh(type);
        texts.forEach((key, text) -> parameter(key).set(command, text));
        return command;
    }

    /** The values that a command has, by key, so that {@link #create} makes the same command of them. */
    public Map<String, String> values(StackCommand command) {
        return parameters.stream().collect(Collectors.toMap(CommandParameter::key, parameter -> parameter.text(command),
                (first, second) -> first, LinkedHashMap::new));
    }

    /** What a result says of how it was made: the command besides its values by key. */
    public Map<String, String> recipe(Map<String, String> values) {
        Map<String, String> recipe = new LinkedHashMap<>();
        recipe.put(COMMAND, label);
        recipe.putAll(values);
        return recipe;
    }

    /**
     * Checks values that came past {@link #create}, as SciJava's do.
     *
     * @throws IllegalArgumentException if one is not allowed; the message is a sentence
     */
    void check(StackCommand command) {
        values(command).forEach((key, text) -> parameter(key).set(command, text));
    }
}
