package org.stylestack.imagej;

import ij.macro.Interpreter;
import java.math.BigDecimal;
import java.util.Map;
import org.stylestack.command.MacroOptions;

/** Macro options in which {@code key=&name} stands for the value of a macro's variable, as in ImageJ's own dialogs. */
final class MacroVariables {

    private MacroVariables() {}

    /** {@link MacroOptions#parse} with the variables of the macro that runs now. */
    static Map<String, String> parse(String options) {
        Map<String, String> values = MacroOptions.parse(options);
        values.replaceAll((key, value) -> value.startsWith("&") ? variable(key, value.substring(1)) : value);
        return values;
    }

    private static String variable(String key, String name) {
        Interpreter macro = Interpreter.getInstance();
        if (macro != null) {
            String text = macro.getStringVariable(name);
            if (text != null) {
                return text;
            }
            double number = macro.getVariable2(name);
            if (Double.isFinite(number)) {
                return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
            }
        }
        throw new IllegalArgumentException(key + ": the macro has no variable " + name + " with a value");
    }
}
