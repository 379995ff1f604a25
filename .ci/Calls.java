import java.util.concurrent.ExecutionException;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.stylestack.command.GenerateFaces;

/**
 * Times Generate Faces in one Java, as scripts call it: {@code Calls.java MODEL FACES SINGLES} prints the seconds of one call for so many
 * faces, then of as many calls, for which some singles stand.
 */
class Calls {

    private static final String FEW = "0-3";

    public static void main(String[] arguments) throws Exception {
        int faces = Integer.parseInt(arguments[1]);
        int singles = Integer.parseInt(arguments[2]);
        try (Context context = new Context()) {
            CommandService commands = context.service(CommandService.class);
            generate(commands, arguments[0], FEW);
            generate(commands, arguments[0], "0");
            long begun = System.nanoTime();
            generate(commands, arguments[0], "0-" + (faces - 1));
            long one = System.nanoTime();
            for (int seed = 0; seed < singles; seed++) {
                generate(commands, arguments[0], Integer.toString(seed));
            }
            double each = (System.nanoTime() - one) / 1e9 / singles;
            System.out.println((one - begun) / 1e9 + " " + faces * each);
        }
    }

    private static void generate(CommandService commands, String model, String seeds) throws InterruptedException, ExecutionException {
        CommandModule module = commands.run(GenerateFaces.class, true, "model", model, "seeds", seeds, "outputs", "faces", "device", "opencl",
                "fallback", "fail").get();
        if (module.isCanceled() || module.getOutput("faces") == null) {
            throw new IllegalStateException("seeds " + seeds + " gave no faces: " + module.getCancelReason());
        }
    }
}
