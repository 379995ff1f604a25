package org.stylestack.explore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.CommandParameter;
import org.stylestack.command.EditDirection;
import org.stylestack.command.GenerateFaces;
import org.stylestack.command.MixStyles;
import org.stylestack.command.StackCommand;
import org.stylestack.command.StyleLayers;
import org.stylestack.explore.Settings.Mix;
import org.stylestack.generator.Generator;
import org.stylestack.image.Samples;

/**
 * The command that makes a face again without a window: the simplest that can, else Explore itself.
 *
 * @param values by key
 */
public record Recording(CommandDeclaration command, Map<String, String> values) {

    /**
     * @param explore   the declaration of Explore
     * @param values    of all its parameters; those that settings decide are theirs
     * @param generator of the model
     */
    public static Recording of(Settings settings, CommandDeclaration explore, Map<String, String> values, Generator generator) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(settings.texts());
        boolean moves = settings.edit().isPresent() && !settings.edit().get().strengths().isEmpty();
        if (settings.point().seed().isPresent() && settings.noise().strength() == 1) {
            if (!moves) {
                return settings.mix().isPresent() ? mixed(settings.mix().get(), all, generator) : faces(all, "", "");
            } else if (settings.mix().isEmpty() && settings.edit().get().strengths().size() == 1) {
                return edited(settings.edit().get(), all);
            }
        }
        all.put("window", "false");
        return new Recording(explore, all);
    }

    private static Recording faces(Map<String, String> all, String mix, String mixAt) {
        return of(GenerateFaces.class, all, Map.of("seeds", all.get("face"), "mix", mix, "mix_at", mixAt, "outputs", "faces"));
    }

    private static Recording mixed(Mix mix, Map<String, String> all, Generator generator) {
        int first = mix.layers().nextSetBit(0);
        boolean fine = mix.layers().nextClearBit(first) == generator.latentCount();
        return fine ? faces(all, all.get("mix"), Integer.toString(first))
                : of(MixStyles.class, all, Map.of("rows", all.get("face"), "cols", all.get("mix"),
                        "layers", StyleLayers.text(mix.layers()), "outputs", "grid"));
    }

    private static Recording edited(Edit edit, Map<String, String> all) {
        Entry<Integer, Double> strength = edit.strengths().entrySet().iterator().next();
        return of(EditDirection.class, all, Map.of("seeds", all.get("face"), "component", strength.getKey().toString(),
                "strength", Samples.number(strength.getValue()), "layers", StyleLayers.text(edit.layers())));
    }

    /** The command's own parameters, and those that it shares with Explore. */
    private static Recording of(Class<? extends StackCommand> type, Map<String, String> all, Map<String, String> own) {
        CommandDeclaration command = CommandDeclaration.of(type);
        Map<String, String> values = new LinkedHashMap<>();
        for (CommandParameter parameter : command.parameters()) {
            String value = own.getOrDefault(parameter.key(), all.getOrDefault(parameter.key(), ""));
            if (!value.isEmpty()) {
                values.put(parameter.key(), value);
            }
        }
        return new Recording(command, values);
    }

    /** A line of a macro: {@code run("Generate Faces...", "seeds=42 psi=0.7");}. */
    public String macro() {
        String options = values.entrySet().stream().filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + "=" + (entry.getValue().contains(" ") ? "[" + entry.getValue() + "]" : entry.getValue()))
                .collect(Collectors.joining(" "));
        return "run(\"" + command.label() + "\", \"" + options.replace("\\", "\\\\").replace("\"", "\\\"") + "\");";
    }
}
