#@ CommandService commands
#@ String (label = "Seeds", value = "0-3") seeds
#@ Integer (label = "Component", value = 0) component
#@ String (label = "Strength", value = "-2:2:5") strength
#@output ImagePlus edited

// Principal components of w, and faces moved along one of them.
import java.nio.file.Files
import org.stylestack.command.EditDirection
import org.stylestack.command.FindDirections

folder = Files.createTempDirectory("directions")
file = folder.resolve("pca.safetensors")
commands.run(FindDirections, false, "method", "pca", "samples", 10000, "count", component + 1, "out", file.toString()).get()
edited = commands.run(EditDirection, false, "seeds", seeds, "directions", file.toString(), "component", component,
        "strength", strength, "psi", 0.7d).get().getOutput("stacks").edit
folder.toFile().deleteDir()
