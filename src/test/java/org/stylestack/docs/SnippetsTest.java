package org.stylestack.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import net.imglib2.Dimensions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.script.ScriptInfo;
import org.scijava.script.ScriptModule;
import org.scijava.script.ScriptService;
import org.stylestack.fixture.Groovy;

/** The README's script runs, and its Java compiles. */
class SnippetsTest {

    @Test
    void theScriptGivesFaces() throws Exception {
        try (Context context = new Context()) {
            Groovy.addTo(context);
            ScriptInfo script = new ScriptInfo(context, "readme.groovy", new StringReader(block("groovy") + "\n#@output Object faces\n"));
            ScriptModule done = context.service(ScriptService.class).run(script, true, Map.of()).get();
            assertArrayEquals(new long[] {64, 64, 3, 4}, ((Dimensions) done.getOutput("faces")).dimensionsAsLongArray());
        }
    }

    @Test
    void theJavaCompiles(@TempDir Path folder) throws Exception {
        String source = """
                import java.nio.file.Path;
                import org.stylestack.checkpoint.*;
                import org.stylestack.device.*;
                import org.stylestack.generator.*;
                import org.stylestack.layer.*;
                import org.stylestack.synthesis.*;
                class Snippet { static void run(Path file, Recipe recipe) throws Exception { %s } }
                """.formatted(block("java"));
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        DiagnosticCollector<JavaFileObject> errors = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        compiler.getTask(null, null, errors, List.of("-proc:none", "-d", folder.toString()), null, List.of(file)).call();
        assertEquals(List.of(), errors.getDiagnostics());
    }

    /** The README's only block of a language. */
    private static String block(String language) throws Exception {
        Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));
        block.find();
        return block.group(1);
    }
}
