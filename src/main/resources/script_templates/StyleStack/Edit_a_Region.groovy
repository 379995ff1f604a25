#@ CommandService commands
#@ String (label = "Face", value = "3") seed
#@ String (label = "Inside the region", value = "7") second
#@ String (label = "Region (x, y, width, height)", value = "12,24,40,12") region
#@output ImagePlus edited

// A face with another's features in a rectangle; leave the region empty to take the active window's selection.
import org.stylestack.command.EditRegion

edited = commands.run(EditRegion, false, "seeds", seed, "second", second, "roi", region, "feather", 2d, "psi", 0.7d)
        .get().getOutput("stacks").edited
