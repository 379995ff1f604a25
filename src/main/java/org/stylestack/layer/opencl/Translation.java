package org.stylestack.layer.opencl;

import com.aparapi.Config;
import com.aparapi.internal.exception.AparapiException;
import com.aparapi.internal.model.ClassModel;
import com.aparapi.internal.model.Entrypoint;
import com.aparapi.internal.writer.KernelWriter;
import java.lang.reflect.Field;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * A kernel class in OpenCL C, by Aparapi.
 *
 * @param source    a program whose kernel is called {@code run}
 * @param arguments the kernel's fields in the order of the arguments; the pass number, an int, follows them
 */
record Translation(String source, List<Field> arguments) {

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger APARAPI = Logger.getLogger(Config.getLoggerName());

    static {
        // Of every attribute of class files that is younger than Aparapi it warns that it does not know it.
        if (APARAPI.isLoggable(Level.WARNING)) {
            APARAPI.setLevel(Level.SEVERE);
        }
    }

    static Translation of(LayerKernel kernel) {
        Class<? extends LayerKernel> type = kernel.getClass();
        try {
            Entrypoint entrypoint = ClassModel.createClassModel(type).getEntrypoint("run", kernel);
            String source = KernelWriter.writeToString(entrypoint);
            List<Field> arguments = entrypoint.getReferencedFields();
            arguments.forEach(field -> field.setAccessible(true));
            return new Translation(source, arguments);
        } catch (AparapiException e) {
            throw new DeviceException("Aparapi could not translate the kernel " + type.getSimpleName()
                    + " to OpenCL; choose the device java, and report this", e);
        }
    }

    /** The kernel's fields and the pass number, as arguments. */
    Object[] values(LayerKernel kernel) {
        Object[] values = new Object[arguments.size() + 1];
        try {
            for (int k = 0; k < arguments.size(); k++) {
                values[k] = arguments.get(k).get(kernel);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("made accessible before", e);
        }
        values[arguments.size()] = 0;
        return values;
    }
}
