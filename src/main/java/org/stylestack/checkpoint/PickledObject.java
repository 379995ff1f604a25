package org.stylestack.checkpoint;

import java.util.Map;

/** The attributes of a Python object of a known class; nothing of the class itself is here. */
final class PickledObject {

    private final String className;
    private Map<?, ?> attributes = Map.of();

    /** @param className as the file names it, without its module: {@code SynthesisLayer} */
    PickledObject(String className) {
        this.className = className;
    }

    String className() {
        return className;
    }

    Map<?, ?> attributes() {
        return attributes;
    }

    void setAttributes(Map<?, ?> attributes) {
        this.attributes = attributes;
    }
}
