package org.stylestack.imagej.dialog;

import ij.Prefs;
import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.GenerateOptions;
import org.stylestack.command.Log;
import org.stylestack.command.OpenModel;
import org.stylestack.command.Previewed;
import org.stylestack.command.StackCommand;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/** Whatever goes wrong in a preview is said below it. */
class PreviewPanelTest {

    /** A command that meets what nobody expects. */
    public static class Broken extends StackCommand implements Previewed {

        @Override
        public GenerateOptions options(Progress progress) {
            throw new IllegalStateException("a map has no end");
        }

        @Override
        public void preview(OpenModel model, OutputSink sink, Progress progress) {}

        @Override
        protected Provenance compute(Results results, Log log, Progress progress) {
            throw new AssertionError("previews alone");
        }
    }

    /** A library of the host that is too old. */
    public static final class Unlinked extends Broken {
        @Override
        public GenerateOptions options(Progress progress) {
            throw new NoSuchMethodError("ij.ImagePlus.frob()");
        }
    }

    /** A heap that is too small. */
    public static final class Full extends Broken {
        @Override
        public GenerateOptions options(Progress progress) {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    private final Thread.UncaughtExceptionHandler usual = Thread.getDefaultUncaughtExceptionHandler();

    @BeforeEach
    void beQuiet() {
        Prefs.set("stylestack.preview", true);
        Thread.setDefaultUncaughtExceptionHandler((thread, problem) -> {});
    }

    @AfterEach
    void beLoud() {
        Thread.setDefaultUncaughtExceptionHandler(usual);
    }

    static List<Arguments> failures() {
        String defect = "The preview failed unexpectedly; please report this: ";
        return List.of(Arguments.of(Broken.class, defect + "java.lang.IllegalStateException: a map has no end"),
                Arguments.of(Unlinked.class, defect + "java.lang.NoSuchMethodError: ij.ImagePlus.frob()"),
                Arguments.of(Full.class, "The Java heap has no room for a preview; give ImageJ more memory (Edit > Options > Memory & Threads)"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    @Timeout(60)
    void failuresAreSaid(Class<? extends StackCommand> type, String sentence) throws Exception {
        try (PreviewPanel panel = PreviewPanel.of(new CommandDeclaration(type, "Broken...", "", List.of())).orElseThrow()) {
            EventQueue.invokeAndWait(() -> panel.show(Map.of()));
            await(panel, sentence);
        }
    }

    private static void await(PreviewPanel panel, String text) throws Exception {
        String[] shown = {""};
        while (!shown[0].equals(text)) {
            Thread.sleep(1);
            EventQueue.invokeAndWait(() -> shown[0] = state(panel));
        }
    }

    private static String state(Container panel) {
        return parts(panel).filter(JTextComponent.class::isInstance).map(part -> ((JTextComponent) part).getText()).findFirst().orElseThrow();
    }

    private static Stream<Component> parts(Container container) {
        return Arrays.stream(container.getComponents())
                .flatMap(part -> Stream.concat(Stream.of(part), part instanceof Container inner ? parts(inner) : Stream.empty()));
    }
}
