// What the kernels of 3×3 layers for CPU devices share: what a layer begins with, and its phases.
//
// Each phase of a layer reads what the one before wrote. To launch them one by one would take a driver some tens of microseconds each, in
// which threads fall asleep and are woken; so a launch goes through all of them. Its items are workers, which take a phase's items by a
// counter and wait at its end for those that others have taken. None waits for a worker that has not started: those that run take all items.
//
// tickets   zeros before and after a launch: of each phase how many items were taken and how many are done, then the workers that
//           have left, LINE numbers apart

#include "common_cpu.cl"

#define LINE 16
#define TAKEN(phase) (tickets + (2 * (phase)) * LINE)
#define DONE(phase) (tickets + (2 * (phase) + 1) * LINE)
#define MOST_PHASES 3

// What a worker wrote before it says that an item is done, others find once they have heard it: PoCL's and LLVM's atomic operations order all
// of memory, where a fence of OpenCL may do nothing. (The standard promises no more than the counting.)
//
// A launch has the phases from `from` to `to`; of the main one, 1, it has the items from `first` to `last`.
#define PHASE_ARGUMENTS volatile __global int *tickets, int from, int to, int first, int last

// The next of `count` items that no worker has taken: the first, and how many, fewer towards the end. Neighbours share weights.
static inline int2 take(volatile __global int *taken, int count) {
  for (int start; (start = *taken) < count;) {
    int run = max(1, (count - start) / (2 * (int)get_global_size(0)));
    if (atomic_cmpxchg(taken, start, start + run) == start) return (int2)(start, run);
  }
  return (int2)(count, 0);
}

#define PHASE(phase, begin, end, item, ...) \
  if (from <= (phase) && (phase) < to) { \
    for (int2 run; (run = take(TAKEN(phase), (end) - (begin))).y > 0;) { \
      for (int item = (begin) + run.x; item < (begin) + run.x + run.y; item++) { __VA_ARGS__ } \
      atomic_add(DONE(phase), run.y); \
    } \
    while (atomic_or(DONE(phase), 0) < (end) - (begin)); \
  }

// The last statement of a kernel with phases.
#define LEAVE \
  if (atomic_inc(TAKEN(MOST_PHASES)) == get_global_size(0) - 1) \
    for (int k = 0; k <= 2 * MOST_PHASES; k++) tickets[k * LINE] = 0

// in            [N][inputs / 16][H + 2][W + 2][16], with a border of zeros
// style         N×inputs
// energy        [outputs][inputs], where the layer demodulates
// demodulation  N×outputs, to be filled
#define LAYER_ARGUMENTS \
  __global const float *in, __global const float *weights, __global const float *style, __global const float *energy, \
  __global float *demodulation, __global const float *noise, __global const float *bias, int samples, int inputs, int outputs, \
  int height, int width, EPILOGUE_ARGUMENTS, int demodulates

// Item: 16 outputs of a sample.
#define BEGINNINGS (samples * (outputs / 16))

// d = 1 / √(Σ e s² + 1e-8), or 1.
#define DEMODULATE(item) demodulate(style, energy, demodulation, demodulates, inputs, outputs, item)
static inline void demodulate(__global const float *style, __global const float *energy, __global float *demodulation, int demodulates,
                              int inputs, int outputs, int item) {
  int first = item * 16 % outputs, sample = item * 16 / outputs;
  __global const vec *s = (__global const vec *)(style + (size_t)sample * inputs);
  for (int k = 0; k < 16; k++) {
    __global const vec *e = (__global const vec *)(energy + (size_t)(first + k) * inputs);
    vec a = 0;
    if (demodulates) for (int i = 0; i < inputs / 16; i++) a = fma(s[i] * s[i], e[i], a);
    demodulation[item * 16 + k] = demodulates ? rsqrt(sum(a) + 1e-8f) : 1.0f;
  }
}

// Zeros around 16 outputs of a sample.
static inline void clear_border(__global float *out, int height, int width, int item) {
  __global vec *p = (__global vec *)out + (size_t)item * (height + 2) * (width + 2);
  for (int x = 0; x < width + 2; x++) p[x] = p[(size_t)(height + 1) * (width + 2) + x] = 0;
  for (int y = 1; y <= height; y++) p[(size_t)y * (width + 2)] = p[(size_t)y * (width + 2) + width + 1] = 0;
}
