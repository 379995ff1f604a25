#@ CommandService commands
#@ String (label = "Seeds", value = "0-3") seeds
#@ Double (label = "First psi", value = 0.7) psi
#@ Double (label = "Second psi", value = 1) psiB
#@output ImagePlus difference
#@output Double rms

// The second faces less the first, and the root mean square of all in their full size. Instead of psi_b the second setting may have
// another model_b, seeds_b, noise_b, or an edit.
import org.stylestack.command.CompareSettings

comparison = commands.run(CompareSettings, false, "seeds", seeds, "psi", psi, "psi_b", psiB as String, "outputs", "difference,rms").get()
difference = comparison.getOutput("stacks").difference
table = comparison.getOutput("tables").rms
// The last row is of all faces at the largest resolution.
rms = table.getValue("SkipsRMS", table.size() - 1)
