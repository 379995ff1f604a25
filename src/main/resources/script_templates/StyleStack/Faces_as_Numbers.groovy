#@ CommandService commands
#@ String (label = "Seeds", value = "0-3") seeds
#@ Double (label = "Truncation psi", value = 0.7) psi
#@output ImagePlus stack
#@output Double contrast

// Faces twice: as a stack to look at, and as an ImgLib2 image of floats (x, y, channel, sample) to compute with.
import org.stylestack.command.GenerateFaces

// With false the command shows nothing itself; what is declared as output above is shown.
faces = commands.run(GenerateFaces, false, "seeds", seeds, "psi", psi, "outputs", "faces").get()
stack = faces.getOutput("stacks").faces

double sum = 0, squares = 0
faces.getOutput("faces").each { pixel -> sum += pixel.get(); squares += pixel.get() * pixel.get() }
mean = sum / faces.getOutput("faces").size()
contrast = Math.sqrt(squares / faces.getOutput("faces").size() - mean * mean)
