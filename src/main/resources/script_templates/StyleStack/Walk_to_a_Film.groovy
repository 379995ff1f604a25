#@ CommandService commands
#@ String (label = "Seeds", value = "0-2") seeds
#@ Integer (label = "Frames", value = 50) frames
#@ File (label = "Film", style = "save", required = false, autoFill = false) film
#@output ImagePlus walk

// A walk through faces and back to the first; with a file's name also a film of 25 frames a second.
import ij.plugin.filter.AVI_Writer
import org.stylestack.command.WalkLatents

walk = commands.run(WalkLatents, false, "seeds", seeds, "frames", frames, "looped", true, "psi", 0.7d).get().getOutput("stacks").walk
walk.getCalibration().fps = 25
if (film != null) {
    new AVI_Writer().writeImage(walk, film.path, AVI_Writer.JPEG_COMPRESSION, 90)
}
