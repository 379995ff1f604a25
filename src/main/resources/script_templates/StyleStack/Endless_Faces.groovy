#@ CommandService commands
#@ String (label = "Seeds", value = "0-999999") seeds
#@ Integer (label = "Show seed", value = 123456) seed
#@output ImagePlus faces

// A million faces in one window, each computed when it is looked at. The device is free again when the window closes.
import org.stylestack.command.EndlessStack

faces = commands.run(EndlessStack, false, "seeds", seeds, "psi", 0.7d).get().getOutput("stacks").endless
faces.setSlice(seed + 1)
