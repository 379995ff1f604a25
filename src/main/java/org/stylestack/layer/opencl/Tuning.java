package org.stylestack.layer.opencl;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was measured to be best on a device, where no rule foresees it: by key, in the words of the family of kernels that
 * reads them. A loaded layer may keep the choice that it met first: a tuner loads it anew for each.
 */
public final class Tuning {

    private final Map<String, String> choices = new TreeMap<>();

    public Optional<String> choice(String key) {
        return Optional.ofNullable(choices.get(key));
    }

    public void choose(String key, String value) {
        choices.put(key, value);
    }

    /** These choices, and others' where there is none here. */
    public Tuning over(Tuning others) {
        Tuning both = new Tuning();
        both.choices.putAll(others.choices);
        both.choices.putAll(choices);
        return both;
    }

    /** All choices, by key. */
    public Map<String, String> choices() {
        return Collections.unmodifiableMap(choices);
    }
}
