package org.stylestack.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The attributes of a Python object of a known class; nothing of the class itself is here.
 *
 * @param className the class as the file names it, without its module: {@code SynthesisLayer}
 */
record PickledObject(String className, Map<Object, Object> attributes) {

    PickledObject(String className) {
        this(className, new LinkedHashMap<>());
    }

    // Values refer to one another freely, even in circles, so objects are compared by identity and not walked.

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "an object of class " + className;
    }
}
