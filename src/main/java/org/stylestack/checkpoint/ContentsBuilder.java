package org.stylestack.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every tensor and setting of an unpickled object its name: the keys on the way to it, joined by dots, as PyTorch
 * names the parameters of nested modules. Modules and networks stand for the tensors and networks in them.
 */
final class ContentsBuilder {

    private static final int MOST_PARTS = 1 << 16;
    private static final int DEEPEST = 64;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_SETTING = 256;

    /** Attributes of an object whose content belongs to the object itself: of PyTorch's modules, of TensorFlow networks. */
    private static final Set<String> TRANSPARENT = Set.of("_parameters", "_buffers", "_modules", "components", "variables");

    private final MappedFile file;
    private final PaddleSlices slices;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private int parts;

    private ContentsBuilder(MappedFile file) {
        this.file = file;
        this.slices = new PaddleSlices(file);
    }

    static Contents build(MappedFile file, String format, Object root) throws CheckpointException {
        ContentsBuilder builder = new ContentsBuilder(file);
        builder.add("", root, 0);
        return new Contents(file, format, builder.tensors, builder.settings);
    }

    private void add(String name, Object value, int depth) throws CheckpointException {
        if (depth > DEEPEST || name.length() > LONGEST_NAME) {
            String start = name.substring(0, Math.min(40, name.length()));
            throw file.refusal("the pickled object goes on for more than " + DEEPEST + " levels or " + LONGEST_NAME
                    + " letters below \"" + start + "\", as no checkpoint does; it contains itself, or is made to do harm");
        }
        count(1);
        if (value instanceof StoredTensor tensor) {
            put(name, tensor);
        } else if (value instanceof NumpyArray array) {
            put(name, array.tensor());
        } else if (value instanceof PickledObject object) {
            addObject(name, object, depth);
        } else if (value instanceof Map<?, ?> map) {
            addMap(name, map, depth);
        } else if (value instanceof List<?> list) {
            addSequence(name, list.toArray(), depth);
        } else if (value instanceof Object[] tuple) {
            addSequence(name, tuple, depth);
        } else if (isScalar(value)) {
            settings.put(name, value.toString());
        } else if (value instanceof Text text && text.length() <= LONGEST_SETTING) {
            settings.put(name, text.string());
        }
    }

    private void count(int more) throws CheckpointException {
        parts += more;
        if (parts > MOST_PARTS) {
            throw file.refusal("the pickled object has more than " + MOST_PARTS + " parts, as no checkpoint has; it is made to do harm");
        }
    }

    private void put(String name, StoredTensor tensor) throws CheckpointException {
        if (tensor == null || tensors.put(name, tensor) != null) {
            throw file.refusal("the tensor " + name + " is there twice or without content; the file is broken");
        }
    }

    private void addMap(String name, Map<?, ?> map, int depth) throws CheckpointException {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getKey().equals(PaddleSlices.KEY) && entry.getValue() instanceof Map<?, ?> sliced) {
                for (Map.Entry<?, ?> parameter : sliced.entrySet()) {
                    String joined = join(name, parameter.getKey());
                    put(joined, slices.joined(map, joined, parameter.getValue()));
                }
            } else if (!String.valueOf(entry.getKey()).contains(PaddleSlices.MARK)) {
                add(join(name, entry.getKey()), entry.getValue(), depth + 1);
            }
        }
    }

    private void addObject(String name, PickledObject object, int depth) throws CheckpointException {
        settings.put(join(name, "class_name"), object.className());
        for (Map.Entry<?, ?> entry : object.attributes().entrySet()) {
            Object value = entry.getValue();
            if (!TRANSPARENT.contains(entry.getKey().toString())) {
                add(join(name, entry.getKey()), value, depth + 1);
            } else if (value instanceof List<?> variables) {
                addVariables(name, variables, depth);
            } else {
                add(name, value, depth + 1);
            }
        }
    }

    /** The variables of a TensorFlow network: pairs of name and value, where a value without dimensions is a number. */
    private void addVariables(String name, List<?> variables, int depth) throws CheckpointException {
        for (Object variable : variables) {
            if (!(variable instanceof Object[] pair && pair.length == 2 && pair[0] instanceof Text key)) {
                throw file.refusal("the variables of the network " + name + " are not pairs of name and value; the file is broken");
            }
            Object value = pair[1] instanceof Number number ? scalar(number.floatValue()) : pair[1];
            add(join(name, key.string()), value, depth + 1);
        }
    }

    private void addSequence(String name, Object[] items, int depth) throws CheckpointException {
        if (items.length == 2 && items[0] instanceof Text && items[1] instanceof NumpyArray parameter) {
            // PaddlePaddle also writes a parameter as the pair of its inner name and its array.
            put(name, parameter.tensor());
            return;
        }
        count(items.length);
        List<String> scalars = new ArrayList<>();
        for (int k = 0; k < items.length; k++) {
            if (isScalar(items[k])) {
                scalars.add(items[k].toString());
            } else {
                // NVIDIA's TensorFlow files are the tuple of the networks G, D and Gs, which know their names.
                boolean named = items[k] instanceof PickledObject object && object.attributes().get("name") instanceof Text;
                Object key = named ? ((Text) ((PickledObject) items[k]).attributes().get("name")).string() : k;
                add(join(name, key), items[k], depth + 1);
            }
        }
        if (!scalars.isEmpty() && scalars.size() == items.length && items.length <= LONGEST_SETTING / 8) {
            settings.put(name, scalars.toString());
        }
    }

    private static boolean isScalar(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    private static StoredTensor scalar(float value) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).putFloat(0, value);
        return StoredTensor.dense(new long[0], false, new Storage(ElementType.FLOAT32, bytes.order(), 1, Bytes.of(bytes)));
    }

    private static String join(String name, Object key) {
        return name.isEmpty() ? key.toString() : name + "." + key;
    }
}
