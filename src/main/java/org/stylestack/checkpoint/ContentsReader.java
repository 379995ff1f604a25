package org.stylestack.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds the format of a file from its content and reads what is in it. */
final class ContentsReader {

    private static final String NPY = ".npy";

    private ContentsReader() {
    }

    static Contents read(MappedFile file) throws CheckpointException {
        // Safetensors first: the low byte of its header's length can look like the first byte of a pickle.
        if (SafetensorsReader.recognises(file)) {
            return SafetensorsReader.read(file);
        } else if (file.has(0, 'P', 'K')) {
            return readZip(file, ZipArchive.open(file));
        } else if (NpyReader.recognises(file)) {
            StoredTensor array = NpyReader.read(file, file.slice(0, file.length()), "the array");
            return new Contents(file, "NumPy npy", Map.of("array", array), Map.of());
        } else if (beginsAsPickle(file)) {
            return readPickle(file);
        } else if (file.has(8, '{')) {
            return SafetensorsReader.read(file);
        }
        throw file.refusal(describeStranger(file));
    }

    private static Contents readZip(MappedFile file, ZipArchive archive) throws CheckpointException {
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        for (String name : archive.names()) {
            if (name.endsWith(TorchZipReader.PICKLE)) {
                return ContentsBuilder.build(file, "PyTorch zip", TorchZipReader.read(file, archive, name));
            }
            if (name.endsWith(NPY)) {
                arrays.put(name.substring(0, name.length() - NPY.length()), NpyReader.read(file, archive.read(name), name));
            }
        }
        if (arrays.isEmpty()) {
            throw file.refusal("the zip archive holds neither a PyTorch file (a record data.pkl) nor NumPy arrays; if it is a folder"
                    + " that was zipped, unpack it and give the file of weights in it");
        }
        return new Contents(file, "NumPy npz", arrays, Map.of());
    }

    /** Protocols from 2 on begin with 0x80; older ones with a mark, a global, a list, a dictionary or a tuple. */
    private static boolean beginsAsPickle(MappedFile file) throws CheckpointException {
        return file.has(0, 0x80) || file.has(0, '(') || file.has(0, 'c') || file.has(0, ']') || file.has(0, '}') || file.has(0, ')');
    }

    private static Contents readPickle(MappedFile file) throws CheckpointException {
        AtomicInteger operations = new AtomicInteger();
        PickleInput in = new PickleInput(file, file.slice(0, file.length()), "the file");
        Object root = new Unpickler(in, id -> {
            throw in.refusal("the pickle refers to a storage outside of it, but is not in PyTorch's format; the file is broken");
        }, operations).load();
        if (TorchLegacyReader.MAGIC.equals(root)) {
            Object object = TorchLegacyReader.read(file, file.slice(0, file.length()), "the file", operations);
            return ContentsBuilder.build(file, "PyTorch legacy", object);
        }
        if (root instanceof BigInteger) {
            throw file.refusal("the file begins as PyTorch's older format does, but its magic number is wrong; it is broken, get it again");
        }
        return ContentsBuilder.build(file, pickleFormat(root), root);
    }

    private static String pickleFormat(Object root) {
        Object first = root instanceof Object[] tuple && tuple.length > 0 ? tuple[0] : root;
        if (first instanceof PickledObject object && object.className().equals("Network")) {
            return "NVIDIA pickle (TensorFlow)";
        }
        boolean modules = first instanceof PickledObject
                || first instanceof Map<?, ?> map && map.values().stream().anyMatch(PickledObject.class::isInstance);
        return modules ? "NVIDIA pickle (PyTorch)" : "PaddlePaddle pickle";
    }

    /** What the file is instead, as far as its first bytes tell. */
    private static String describeStranger(MappedFile file) throws CheckpointException {
        if (file.length() == 0) {
            return "the file is empty; get it again";
        }
        ByteBuffer start = file.slice(0, Math.min(64, file.length()));
        String text = StandardCharsets.ISO_8859_1.decode(start.duplicate()).toString();
        String trimmed = text.stripLeading().toLowerCase(Locale.ROOT);
        if (trimmed.startsWith("<!doctype html") || trimmed.startsWith("<html")) {
            return "this is a web page and no model; the download link led to a page, open it in a browser and save the model itself";
        }
        if (trimmed.startsWith("version https://git-lfs")) {
            return "this is a pointer of git-lfs and no model; run git lfs pull, or download the file itself";
        }
        byte[] first = text.substring(0, Math.min(8, text.length())).getBytes(StandardCharsets.ISO_8859_1);
        return "this is no file of weights of a known format (safetensors, PyTorch, NVIDIA's .pkl, PaddlePaddle); it begins with the bytes "
                + HexFormat.ofDelimiter(" ").formatHex(first) + (file.has(1, 'P', 'N', 'G') ? ", as PNG images do" : "");
    }
}
