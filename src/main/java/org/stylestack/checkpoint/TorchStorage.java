package org.stylestack.checkpoint;

/**
 * How a PyTorch pickle refers to a storage: the tuple ("storage", type, key, location, count), and in the older format
 * a view, which has not been written since PyTorch 0.4. The location, such as cuda:0, does not matter here.
 */
record TorchStorage(ElementType type, String key, long count) {

    static TorchStorage of(PickleInput in, Object[] id) throws CheckpointException {
        if (id.length >= 5 && id[0] instanceof Text kind && kind.string().equals("storage") && id[1] instanceof ElementType type
                && id[2] instanceof Text key && id[4] instanceof Long count && count >= 0 && (id.length == 5 || id[5] == null)) {
            return new TorchStorage(type, key.string(), count);
        }
        throw in.refusal("a reference to a storage does not have the form that PyTorch writes; the file is broken");
    }
}
