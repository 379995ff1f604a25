#@ CommandService commands
#@ String (label = "Picture", value = "", description = "A TIFF that StyleStack made; where it is empty, one is made first") picture
#@output ImagePlus again

// All that a picture's command made, from the recipe that the picture carries.
import ij.io.FileSaver
import java.nio.file.Files
import org.stylestack.command.GenerateFaces
import org.stylestack.command.Regenerate

folder = Files.createTempDirectory("regenerate").toFile()
if (!picture) {
    picture = new File(folder, "faces.tif").getPath()
    faces = commands.run(GenerateFaces, false, "seeds", "7,8", "outputs", "faces").get().getOutput("stacks").faces
    new FileSaver(faces).saveAsTiff(picture)
}
stacks = commands.run(Regenerate, false, "picture", picture).get().getOutput("stacks")
again = stacks.values().first()
folder.deleteDir()
