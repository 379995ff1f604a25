package org.stylestack.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a pickle may name. Each function stands for the one of that name in Python and describes what that would
 * make; none is found by reflection, and a name outside of this table ends the reading.
 */
final class Globals {

    /** Stands for a function or class of Python. */
    @FunctionalInterface
    interface Function {
        Object call(Arguments arguments) throws CheckpointException;
    }

    /** Stands for a class that is only ever an argument. */
    private record Marker(String name) {
    }

    private static final Map<String, Object> TABLE = Map.ofEntries(
            function("builtins set", Globals::list),
            function("__builtin__ set", Globals::list),
            function("builtins tuple", Globals::tuple),
            function("__builtin__ tuple", Globals::tuple),
            function("_codecs encode", Globals::encode),
            function("collections OrderedDict", Globals::dictionary),
            function("dnnlib.util EasyDict", Globals::dictionary),
            function("argparse Namespace", arguments -> new PickledObject("Namespace")),
            function("dnnlib.tflib.network Network", arguments -> new PickledObject("Network")),
            function("torch_utils.persistence _reconstruct_persistent_obj", Globals::persistentObject),

            function("numpy dtype", Globals::numpyType),
            function("numpy.core.multiarray _reconstruct", arguments -> new NumpyArray()),
            function("numpy._core.multiarray _reconstruct", arguments -> new NumpyArray()),
            function("numpy.core.multiarray scalar", Globals::numpyScalar),
            function("numpy._core.multiarray scalar", Globals::numpyScalar),
            function("numpy.core.numeric _frombuffer", Globals::numpyFromBuffer),
            function("numpy._core.numeric _frombuffer", Globals::numpyFromBuffer),
            Map.entry("numpy ndarray", new Marker("ndarray")),

            function("torch.storage _load_from_bytes", Globals::loadFromBytes),
            function("torch._utils _rebuild_tensor_v2", Globals::rebuildTensor),
            function("torch._utils _rebuild_parameter", arguments -> arguments.get(0, StoredTensor.class)),
            function("torch._utils _rebuild_parameter_with_state", arguments -> arguments.get(0, StoredTensor.class)),
            function("torch Size", Globals::tuple),
            function("torch device", arguments -> arguments.get(0, Text.class)),
            Map.entry("torch DoubleStorage", ElementType.FLOAT64),
            Map.entry("torch FloatStorage", ElementType.FLOAT32),
            Map.entry("torch HalfStorage", ElementType.FLOAT16),
            Map.entry("torch BFloat16Storage", ElementType.BFLOAT16),
            Map.entry("torch LongStorage", ElementType.INT64),
            Map.entry("torch IntStorage", ElementType.INT32),
            Map.entry("torch ShortStorage", ElementType.INT16),
            Map.entry("torch CharStorage", ElementType.INT8),
            Map.entry("torch ByteStorage", ElementType.UINT8),
            Map.entry("torch BoolStorage", ElementType.BOOL));

    private Globals() {
    }

    private static Map.Entry<String, Object> function(String name, Function function) {
        return Map.entry(name, function);
    }

    static Object find(PickleInput in, String module, String name) throws CheckpointException {
        Object known = TABLE.get(module + " " + name);
        if (known == null) {
            throw in.refusal("the pickle names " + shortened(module + "." + name) + ", which weights do not need, and nothing in a file is run;"
                    + " if it is a whole model that was saved, save its state_dict() instead");
        }
        return known;
    }

    /** What BUILD does: gives an object the state that follows it. */
    static void build(Unpickler machine, Object object, Object state) throws CheckpointException {
        if (object instanceof NumpyArray.Type type) {
            type.setOrder(new Arguments(machine, tuple(machine, state)).text(1));
        } else if (object instanceof NumpyArray array) {
            Arguments parts = new Arguments(machine, tuple(machine, state));
            array.fill(parts.get(2, NumpyArray.Type.class), parts.integers(1), parts.get(3, Boolean.class), parts.bytes(4));
        } else if (object instanceof PickledObject pickled && state instanceof Map<?, ?> attributes) {
            pickled.setAttributes(attributes);
        } else if (!(object instanceof Map) || !(state instanceof Map)) {
            // The attributes of a dictionary, PyTorch's _metadata, say nothing of the network.
            throw machine.input().refusal("the pickle gives a state to what has none; the file is broken");
        }
    }

    private static Object[] tuple(Unpickler machine, Object value) throws CheckpointException {
        return new Arguments(machine, new Object[] {value}).get(0, Object[].class);
    }

    private static String shortened(String name) {
        return name.length() > 100 ? name.substring(0, 100) + "…" : name;
    }

    // Nothing is copied: a pickle may refer to one long list a hundred thousand times.

    private static Object list(Arguments arguments) throws CheckpointException {
        return arguments.isEmpty() ? new ArrayList<>() : arguments.list(0);
    }

    private static Object tuple(Arguments arguments) throws CheckpointException {
        return arguments.get(0, Object[].class);
    }

    private static Object encode(Arguments arguments) throws CheckpointException {
        if (!arguments.text(1).equals("latin1")) {
            throw arguments.machine().input().refusal("bytes are written in an encoding other than latin1; the file is broken");
        }
        return arguments.bytes(0);
    }

    private static Object dictionary(Arguments arguments) throws CheckpointException {
        if (!arguments.isEmpty() && !arguments.list(0).isEmpty()) {
            throw arguments.machine().input().refusal("a dictionary is made from a list, as only Python 2 did; load and save the file with Python 3");
        }
        return new LinkedHashMap<>();
    }

    private static Object persistentObject(Arguments arguments) throws CheckpointException {
        Map<?, ?> description = arguments.map(0);
        Arguments parts = new Arguments(arguments.machine(), new Object[] {description.get("class_name"), description.get("state")});
        PickledObject object = new PickledObject(parts.text(0));
        object.setAttributes(parts.map(1));
        return object;
    }

    private static Object numpyType(Arguments arguments) throws CheckpointException {
        String code = arguments.text(0);
        NumpyArray.Type type = NumpyArray.Type.of(code);
        if (type == null) {
            throw arguments.machine().input().refusal("an array has elements of NumPy type " + shortened(code) + ", which are not numbers of a known kind");
        }
        return type;
    }

    private static Object numpyScalar(Arguments arguments) throws CheckpointException {
        NumpyArray.Type type = arguments.get(0, NumpyArray.Type.class);
        ByteBuffer bytes = arguments.bytes(1).read();
        if (bytes.remaining() != type.element().bytes()) {
            throw arguments.machine().input().refusal("a NumPy number has " + bytes.remaining() + " bytes instead of " + type.element().bytes());
        }
        ByteBuffer ordered = bytes.slice().order(type.order());
        return switch (type.element()) {
            case FLOAT64 -> ordered.getDouble(0);
            case INT64 -> ordered.getLong(0);
            case BOOL -> ordered.get(0) != 0;
            case FLOAT32, FLOAT16, BFLOAT16 -> (double) type.element().read(ordered, 0);
            case INT32, INT16, INT8, UINT8 -> (long) type.element().read(ordered, 0);
        };
    }

    private static Object numpyFromBuffer(Arguments arguments) throws CheckpointException {
        NumpyArray array = new NumpyArray();
        array.fill(arguments.get(1, NumpyArray.Type.class), arguments.integers(2), arguments.text(3).equals("F"), arguments.bytes(0));
        return array;
    }

    private static Object loadFromBytes(Arguments arguments) throws CheckpointException {
        Unpickler machine = arguments.machine();
        return TorchLegacyReader.read(machine.input().file(), arguments.bytes(0).read().slice(), "a tensor's own pickle", machine.operations());
    }

    private static Object rebuildTensor(Arguments arguments) throws CheckpointException {
        return new StoredTensor(arguments.integers(2), arguments.integers(3), arguments.get(1, Long.class), arguments.get(0, Storage.class));
    }
}
