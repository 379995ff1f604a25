#@ CommandService commands
#@ String (label = "Seeds", value = "0") seeds
#@output ImagePlus pyramid

// The image so far at each resolution, all in the size of the face, as one hyperstack.
import org.stylestack.command.ShowPyramid

pyramid = commands.run(ShowPyramid, false, "seeds", seeds, "size", "upsampled", "outputs", "skips").get().getOutput("stacks").skips
