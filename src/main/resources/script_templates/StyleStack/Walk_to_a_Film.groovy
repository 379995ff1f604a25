#@ CommandService commands
#@ String (label = "Seeds", value = "0-2") seeds
#@ Integer (label = "Frames", value = 50) frames
#@ String (label = "Film", value = "", description = "A file to write, like /path/to/walk.avi; may be empty") film
#@output ImagePlus walk

// A walk through faces and back to the first; with a file's name also a film of 25 frames a second. The name is a text, as Fiji
// asks for a single file before it shows the dialog, and ends where none is chosen.
import ij.plugin.filter.AVI_Writer
import org.stylestack.command.WalkLatents

walk = commands.run(WalkLatents, false, "seeds", seeds, "frames", frames, "looped", true, "psi", 0.7d).get().getOutput("stacks").walk
walk.getCalibration().fps = 25
if (film) {
    new AVI_Writer().writeImage(walk, film, AVI_Writer.JPEG_COMPRESSION, 90)
}
