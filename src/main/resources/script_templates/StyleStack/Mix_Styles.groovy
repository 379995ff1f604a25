#@ CommandService commands
#@ String (label = "Rows", value = "0-2") rows
#@ String (label = "Columns", value = "4-6") cols
#@ String (label = "Layers of w+", value = "middle") layers
#@output ImagePlus montage

// Every row's face with the styles of every column's at some layers.
import org.stylestack.command.MixStyles

montage = commands.run(MixStyles, false, "rows", rows, "cols", cols, "layers", layers, "psi", 0.7d).get().getOutput("stacks").montage
