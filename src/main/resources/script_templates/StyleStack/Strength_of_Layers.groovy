#@ CommandService commands
#@ String (label = "Seeds", value = "0-3") seeds
#@output ImagePlus plot

// The RMS of every layer's feature maps, a curve for each seed.
import ij.gui.Plot
import org.stylestack.command.InspectLayers

table = commands.run(InspectLayers, false, "seeds", seeds, "layers", "*", "outputs", "statistics").get().getOutput("tables").statistics
curves = [:].withDefault { [] }
(0..<table.size()).findAll { table.getStringValue("Channel", it) == "all" }
                  .each { curves[table.getStringValue("Seed", it)] << table.getValue("RMS", it) }

graph = new Plot("strength of layers", "layer", "RMS")
curves.each { seed, rms -> graph.add("line", rms as double[]) }
graph.setLimitsToFit(true)
plot = graph.getImagePlus()
