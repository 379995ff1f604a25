#@ CommandService commands
#@ String (label = "Seeds", value = "0-1") seeds
#@ String (label = "Layers with noise", value = "b32-b64 *") layers
#@ Integer (label = "Realisations", value = 20) realisations
#@output ImagePlus deviation
#@output Double strongest

// The standard deviation of each pixel over many realisations of the noise, and the largest of all.
import org.stylestack.command.StudyNoise

deviation = commands.run(StudyNoise, false, "seeds", seeds, "layers", layers, "realisations", realisations, "psi", 0.7d, "outputs", "std")
        .get().getOutput("stacks").std
strongest = (1..deviation.getStackSize()).collect { deviation.getStack().getProcessor(it).getStatistics().max }.max()
