// Orders and transforms the weights of a 3×3 layer for winograd_cpu.cl and direct_cpu.cl, once a model. A work-item is
// 64 output channels and 16 input channels: so it writes whole pages of memory, one after the other.
//
// weight    [outputs][inputs][9], with its gain still to come
// packed    of Winograd, plain and up: [36 or 64][strips][paddedInputs][the strip's columns];
//           direct: [strips][9][paddedInputs][the strip's columns]
// energy    Σ W² of each pair of channels: [paddedOutputs][paddedInputs]

#include "common_cpu.cl"

typedef struct {
  int outputs, inputs, paddedOutputs, paddedInputs;
} Shape;

static inline void gather(__global const float *weight, float gain, Shape s, int from, int input, vec *w) {
  for (int k = 0; k < 9; k++) {
    float lanes[16];
    for (int lane = 0; lane < 16; lane++) {
      int output = from + lane, inside = output < s.outputs && input < s.inputs;
      lanes[lane] = inside ? weight[((size_t)output * s.inputs + input) * 9 + k] : 0.0f;
    }
    w[k] = vload16(0, lanes) * gain;
  }
}

// G t of three values for tiles of 4×4 (points 0, ±1, ±2, ∞; Lavin and Gray 2016, section 4.1).
static inline void transform_4(vec t0, vec t1, vec t2, vec *u) {
  vec even = t0 + t2, wide = fma(t2, (vec)(4.0f), t0);
  u[0] = t0 / 4.0f;
  u[1] = (even + t1) / -6.0f;
  u[2] = (even - t1) / -6.0f;
  u[3] = fma(t1, (vec)(2.0f), wide) / 24.0f;
  u[4] = fma(t1, (vec)(-2.0f), wide) / 24.0f;
  u[5] = t2;
}

// G t for tiles of 6×6 (points 0, ±1, ±2, ±1/2, ∞).
static inline void transform_6(vec t0, vec t1, vec t2, vec *u) {
  vec even = t0 + t2, wide = fma(t2, (vec)(4.0f), t0), narrow = fma(t0, (vec)(4.0f), t2);
  u[0] = t0;
  u[1] = (even + t1) * -2.0f / 9.0f;
  u[2] = (even - t1) * -2.0f / 9.0f;
  u[3] = fma(t1, (vec)(2.0f), wide) / 90.0f;
  u[4] = fma(t1, (vec)(-2.0f), wide) / 90.0f;
  u[5] = fma(t1, (vec)(2.0f), narrow) * 8.0f / 45.0f;
  u[6] = fma(t1, (vec)(-2.0f), narrow) * 8.0f / 45.0f;
  u[7] = t2;
}

// G t of the up layer: its even outputs' two taps at the points 0, ±1, 2 and ∞, and the odd outputs' one.
static inline void transform_up(vec t0, vec t1, vec t2, vec *u) {
  u[0] = t2 / 2.0f;
  u[1] = (t2 + t0) / -2.0f;
  u[2] = (t2 - t0) / -6.0f;
  u[3] = fma(t0, (vec)(2.0f), t2) / 6.0f;
  u[4] = t0;
  u[5] = t1;
}

#define INPUTS 16
#define OUTPUTS 64

#define ARGUMENTS \
  __global const float *weight, __global float *packed, int outputs, int inputs, int paddedOutputs, int paddedInputs, float gain

// For each 16 of the item's output channels, from `output` on: their strip, and its width. Its inputs begin at `first`.
#define FOR_EACH_BLOCK \
  Shape s = {outputs, inputs, paddedOutputs, paddedInputs}; \
  int first = get_global_id(0) % (paddedInputs / INPUTS) * INPUTS, from = get_global_id(0) / (paddedInputs / INPUTS) * OUTPUTS; \
  for (int output = from, strip = from, lanes = strip_vectors(paddedOutputs, from) * 16; output < min(from + OUTPUTS, paddedOutputs); \
       output += 16, strip = lanes == 32 && output == from + 32 ? output : strip, lanes = strip > from ? 16 : lanes)

#define PACK_WINOGRAD(TRANSFORM, POINTS) \
  FOR_EACH_BLOCK { \
    vec u[POINTS * POINTS][INPUTS]; \
    for (int i = 0; i < INPUTS; i++) { \
      vec w[9], columns[3][POINTS], row[POINTS]; \
      gather(weight, gain, s, output, first + i, w); \
      for (int x = 0; x < 3; x++) TRANSFORM(w[x], w[3 + x], w[6 + x], columns[x]); \
      for (int y = 0; y < POINTS; y++) { \
        TRANSFORM(columns[0][y], columns[1][y], columns[2][y], row); \
        for (int x = 0; x < POINTS; x++) u[y * POINTS + x][i] = row[x]; \
      } \
    } \
    for (int point = 0; point < POINTS * POINTS; point++) { \
      __global float *to = packed + ((size_t)point * paddedOutputs + strip) * paddedInputs + first * lanes + output - strip; \
      for (int i = 0; i < INPUTS; i++) vstore16(u[point][i], 0, to + i * lanes); \
    } \
  }

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_winograd_4(ARGUMENTS) { PACK_WINOGRAD(transform_4, 6) }

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_winograd_6(ARGUMENTS) { PACK_WINOGRAD(transform_6, 8) }

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_winograd_up(ARGUMENTS) { PACK_WINOGRAD(transform_up, 6) }

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_direct(ARGUMENTS) {
  FOR_EACH_BLOCK {
    __global float *to = packed + (size_t)strip * 9 * paddedInputs + first * lanes + output - strip;
    for (int i = 0; i < INPUTS; i++) {
      vec w[9];
      gather(weight, gain, s, output, first + i, w);
      for (int k = 0; k < 9; k++) vstore16(w[k], 0, to + ((size_t)k * paddedInputs + i) * lanes);
    }
  }
}

// Item: one pair of padded channels.
__kernel void pack_energy(__global const float *weight, __global float *energy, int outputs, int inputs, int paddedInputs,
                          float gain) {
  int output = get_global_id(0) / paddedInputs, input = get_global_id(0) % paddedInputs;
  float sum = 0;
  if (output < outputs && input < inputs)
    for (int k = 0; k < 9; k++) {
      float w = weight[((size_t)output * inputs + input) * 9 + k] * gain;
      sum = fma(w, w, sum);
    }
  energy[get_global_id(0)] = sum;
}
