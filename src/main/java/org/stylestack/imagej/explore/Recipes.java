package org.stylestack.imagej.explore;

import java.io.IOException;
import java.util.Map;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.Generation;
import org.stylestack.explore.Recording;
import org.stylestack.explore.Settings;
import org.stylestack.image.Provenance;

/**
 * How faces of the window are made again: the settings besides what was chosen when it opened.
 *
 * @param values of Explore's parameters, by key
 */
record Recipes(Generation generation, Map<String, String> values) {

    Recording recording(Settings settings) {
        return Recording.of(settings, CommandDeclaration.of(Explore.class), values, generation.generator());
    }

    /** @param device that computed the face */
    Provenance provenance(Settings settings, String device) throws IOException {
        Recording recording = recording(settings);
        return generation.provenance(recording.command().recipe(recording.values()), device);
    }
}
