package org.stylestack.command;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
 * @param parameters in the order of their fields, those of superclasses first
 */
public record CommandDeclaration(Class<? extends StackCommand> type, String label, String help, List<CommandParameter> parameters) {

    public static CommandDeclaration of(Class<? extends StackCommand> type) {
        Plugin plugin = type.getAnnotation(Plugin.class);
        String label = plugin.menuPath().substring(plugin.menuPath().lastIndexOf('>') + 1);
        StackCommand fresh = fresh(type);
        List<CommandParameter> parameters = fields(type).stream().map(field -> CommandParameter.of(field, fresh)).toList();
        return new CommandDeclaration(type, label, plugin.description(), parameters);
    }

    private static List<Field> fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        if (type != null) {
            fields.addAll(fields(type.getSuperclass()));
            for (Field field : type.getDeclaredFields()) {
                if (CommandParameter.isDeclaredBy(field)) {
                    fields.add(field);
                }
            }
        }
        return fields;
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

    /**
     * Checks values that came past {@link #create}, as SciJava's do.
     *
     * @throws IllegalArgumentException if one is not allowed; the message is a sentence
     */
    void check(StackCommand command) {
        values(command).forEach((key, text) -> parameter(key).set(command, text));
    }
}
