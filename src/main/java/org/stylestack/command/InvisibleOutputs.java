package org.stylestack.command;

import org.scijava.ItemVisibility;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPostprocessorPlugin;
import org.scijava.module.process.PostprocessorPlugin;
import org.scijava.plugin.Plugin;

/**
 * Keeps one result from opening two windows. A command gives its images twice, as labelled ImageJ stacks and, for scripts, as
 * ImgLib2 images; SciJava would show both. What a command declares invisible is marked as dealt with before that.
 */
@Plugin(type = PostprocessorPlugin.class)
public final class InvisibleOutputs extends AbstractPostprocessorPlugin {

    @Override
    public void process(Module module) {
        if (module.getDelegateObject() instanceof StackCommand) {
            for (ModuleItem<?> output : module.getInfo().outputs()) {
                if (output.getVisibility() == ItemVisibility.INVISIBLE) {
                    module.resolveOutput(output.getName());
                }
            }
        }
    }
}
