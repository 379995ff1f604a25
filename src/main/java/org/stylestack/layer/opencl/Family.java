package org.stylestack.layer.opencl;

import java.util.List;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Precision;
import org.stylestack.layer.aparapi.KernelLayers;

/** The families of kernels: tuned ones for a kind of device, and the translated definitions. */
public enum Family {

    /** A work-item is a strip of vectors of 16 channels. */
    CPU {
        @Override
        Layers open(OpenClSession session, Tuning tuning, Precision precision) {
            return new CpuLayers(session, tuning, precision);
        }

        @Override
        List<String> candidates(OpenClDevice device, LayerShape shape) {
            return CpuPlan.candidates(shape).stream().map(CpuPlan::toString).toList();
        }

        @Override
        boolean allows(OpenClDevice device, String choice) {
            return CpuPlan.isPlan(choice);
        }
    },

    /** Work-groups share tiles in local memory. */
    GPU {
        @Override
        Layers open(OpenClSession session, Tuning tuning, Precision precision) {
            return new GpuLayers(session, tuning, precision);
        }

        @Override
        List<String> candidates(OpenClDevice device, LayerShape shape) {
            return Plan.candidates(device, shape).stream().map(Plan::toString).toList();
        }

        @Override
        boolean allows(OpenClDevice device, String choice) {
            try {
                return Plan.parse(choice).tile().fits(device);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    },

    /** The Aparapi kernels, translated. */
    DEFINITIONS {
        @Override
        Layers open(OpenClSession session, Tuning tuning, Precision precision) {
            return new KernelLayers(new ResidentOpenCl(session));
        }
    };

    /** The family that is fastest on a kind of device. */
    public static Family of(OpenClDevice.Kind kind) {
        return switch (kind) {
            case CPU -> CPU;
            case GPU -> GPU;
            case OTHER -> DEFINITIONS;
        };
    }

    abstract Layers open(OpenClSession session, Tuning tuning, Precision precision);

    /** The ways to compute a layer that a tuner may choose from, the default first; none where there is no choice. */
    List<String> candidates(OpenClDevice device, LayerShape shape) {
        return List.of();
    }

    /** Whether a choice is one that the family can follow on the device. */
    boolean allows(OpenClDevice device, String choice) {
        return false;
    }
}
