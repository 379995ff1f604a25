package org.stylestack.layer.opencl;

import static org.jocl.CL.CL_PROFILING_COMMAND_END;
import static org.jocl.CL.CL_PROFILING_COMMAND_START;
import static org.jocl.CL.clGetEventProfilingInfo;
import static org.jocl.CL.clReleaseEvent;
import static org.jocl.CL.clRetainEvent;

import java.util.ArrayList;
import java.util.List;
import org.jocl.Pointer;
import org.jocl.cl_event;
import org.stylestack.layer.Profile;

/** Adds to a profile what a queue's commands took, once they have run. */
final class LaunchTimes {

    private record Launch(cl_event event, Profile.Timer timer) {}

    private final Profile profile;
    private final List<Launch> launches = new ArrayList<>();

    LaunchTimes(Profile profile) {
        this.profile = profile;
    }

    /** A command of the layer that runs now; the event stays its owner's. */
    void add(cl_event event, String kernel) {
        clRetainEvent(event);
        launches.add(new Launch(event, profile.timer(kernel)));
    }

    /** Adds the commands so far, all of which must have run. */
    void collect() {
        for (Launch launch : launches) {
            launch.timer().add(time(launch.event(), CL_PROFILING_COMMAND_END) - time(launch.event(), CL_PROFILING_COMMAND_START));
            clReleaseEvent(launch.event());
        }
        launches.clear();
    }

    private static long time(cl_event event, int moment) {
        long[] nanoseconds = new long[1];
        clGetEventProfilingInfo(event, moment, Long.BYTES, Pointer.to(nanoseconds), null);
        return nanoseconds[0];
    }
}
