package org.stylestack.layer.opencl;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.layer.aparapi.KernelTensor;

/**
 * The layer operations on a GPU: the tuned kernels of the folder {@code opencl/} where there is one, the translated Aparapi
 * kernels elsewhere. Feature maps have the plain layout N×C×H×W: neighbouring work-items take neighbouring pixels, which
 * reads and writes whole lines of memory, and all operations fit together.
 */
final class GpuLayers extends KernelLayers {

    /** Work-items of a group that sums up one number, as {@code opencl/vectors_gpu.cl} has it. */
    static final int VECTOR_GROUP = 64;

    private final OpenClSession session;
    private final Tuning tuning;
    private final Precision precision;
    private final Map<Choice, Plan> plans = new HashMap<>();

    /** Where to find a kernel; the session's own map asks for the source. */
    private record Choice(LayerShape shape, Optional<String> tuned) {}

    GpuLayers(OpenClSession session, Tuning tuning, Precision precision) {
        super(new ResidentOpenCl(session));
        this.session = session;
        this.tuning = tuning;
        this.precision = precision;
    }

    @Override
    public FullyConnected load(FullyConnectedParameters parameters) {
        return CpuFullyConnected.serves(parameters) ? new GpuFullyConnected(this, parameters) : super.load(parameters);
    }

    @Override
    public ModulatedConvolution load(ConvolutionParameters parameters, Filter filter) {
        if (GpuConvolution.serves(parameters, filter)) {
            return new GpuConvolution(this, parameters, filter);
        }
        return CpuToRgb.serves(parameters) ? new GpuToRgb(this, parameters) : super.load(parameters, filter);
    }

    @Override
    public DeviceTensor normalize(DeviceTensor x) {
        KernelTensor y = allocate(x.shape());
        launch(this, new Program("vectors_gpu"), "normalize_vectors", Range.groups(VECTOR_GROUP, x.shape().n(), 1, 1),
                2 * x.shape().count(), x, y, x.shape().c());
        return y;
    }

    @Override
    public DeviceTensor upsampleAndAdd(DeviceTensor below, Filter filter, DeviceTensor own) {
        if (filter.height() != 4 || filter.width() != 4) {
            return super.upsampleAndAdd(below, filter, own);
        }
        Shape shape = own.shape();
        KernelTensor sum = allocate(shape);
        launch(shape, GpuToRgb.program(shape), "upsample_add", Range.planes((long) shape.n() * shape.c(), shape.h(), shape.w()),
                4 * shape.count(), own, below, tensors().taps(filter, 4), sum, shape.h() / 2, shape.w() / 2);
        return sum;
    }

    @Override
    public DeviceTensor blendPairs(DeviceTensor x, DeviceTensor mask) {
        Shape shape = x.shape();
        KernelTensor y = allocate(shape);
        launch(shape, new Program("blend_gpu"), "blend_pairs", Range.planes((long) shape.n() * shape.c(), shape.h(), shape.w()),
                3 * shape.count(), x, mask, y, shape.c(), shape.h(), shape.w());
        return y;
    }

    // -- For the tuned layers --

    Precision precision() {
        return precision;
    }

    /** How a layer is computed: as was found best, or else by default. */
    Plan plan(LayerShape shape) {
        return plans.computeIfAbsent(new Choice(shape, tuning.choice(shape.key())), this::plan);
    }

    private Plan plan(Choice choice) {
        LayerShape shape = choice.shape();
        Plan plan = choice.tuned().map(Plan::parse).orElseGet(() -> Plan.byDefault(session.device(), shape));
        // A driver may need more registers for a group than the device has.
        boolean runs = session.largestGroup(session.kernel(plan.program(shape.up()), plan.kernel(), this)) >= plan.tile().items();
        return runs ? plan : new Plan(plan.winograd(), Tile.SMALL, plan.parts(), plan.megabytes());
    }

    /**
     * Queues a kernel; tensors, Integers and Floats are its arguments.
     *
     * @param user who launches it with mostly the same arguments
     */
    void launch(Object user, Program program, String kernel, Range range, long work, Object... arguments) {
        checkCancelled();
        Object[] values = new Object[arguments.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = arguments[k] instanceof DeviceTensor tensor ? array(tensor) : arguments[k];
        }
        UserKernel compiled = session.kernel(program, kernel, user);
        session.setArguments(compiled, values);
        session.launch(compiled, range, work);
    }
}
