// Orders and transforms the weights of a 3×3 layer for winograd_cpu.cl and direct_cpu.cl, once a model. A work-item is
// 16 output channels and one input channel.
//
// weight    [outputs][inputs][9], with its gain still to come
// packed    of Winograd, plain and up: [36][strips][paddedInputs][the strip's columns];
//           direct: [strips][9][paddedInputs][the strip's columns]
// energy    Σ W² of each pair of channels: [paddedOutputs][paddedInputs]

typedef struct {
  int outputs, inputs, paddedOutputs, paddedInputs;
} Shape;

static inline void gather(__global const float *weight, float gain, Shape s, int block, int input, vec *w) {
  for (int k = 0; k < 9; k++) {
    float lanes[16];
    for (int lane = 0; lane < 16; lane++) {
      int output = block * 16 + lane, inside = output < s.outputs && input < s.inputs;
      lanes[lane] = inside ? weight[((size_t)output * s.inputs + input) * 9 + k] : 0.0f;
    }
    w[k] = vload16(0, lanes) * gain;
  }
}

// G t of three values (points 0, ±1, ±2; Lavin and Gray 2016, section 4.1).
static inline void transform(vec t0, vec t1, vec t2, vec *u) {
  vec even = t0 + t2, wide = fma(t2, (vec)(4.0f), t0);
  u[0] = t0 / 4.0f;
  u[1] = (even + t1) / -6.0f;
  u[2] = (even - t1) / -6.0f;
  u[3] = fma(t1, (vec)(2.0f), wide) / 24.0f;
  u[4] = fma(t1, (vec)(-2.0f), wide) / 24.0f;
  u[5] = t2;
}

#define ARGUMENTS \
  __global const float *weight, __global float *packed, int outputs, int inputs, int paddedOutputs, int paddedInputs, float gain

#define UNPACK \
  Shape s = {outputs, inputs, paddedOutputs, paddedInputs}; \
  int input = get_global_id(0) % paddedInputs, block = get_global_id(0) / paddedInputs; \
  int strip = block / 4 * 64, lanes = strip_vectors(paddedOutputs, strip) * 16; \
  if (lanes == 32 && block % 4 == 2) { strip += 32; lanes = 16; } \
  vec w[9]; \
  gather(weight, gain, s, block, input, w)

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_winograd(ARGUMENTS) {
  UNPACK;
  vec columns[3][6], u[6];
  for (int x = 0; x < 3; x++) transform(w[x], w[3 + x], w[6 + x], columns[x]);
  __global float *to = packed + (size_t)strip * paddedInputs + input * lanes + (block * 16 - strip);
  for (int y = 0; y < 6; y++) {
    transform(columns[0][y], columns[1][y], columns[2][y], u);
    for (int x = 0; x < 6; x++) vstore16(u[x], 0, to + (size_t)(y * 6 + x) * paddedInputs * paddedOutputs);
  }
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

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_winograd_up(ARGUMENTS) {
  UNPACK;
  vec columns[3][6], u[6];
  for (int x = 0; x < 3; x++) transform_up(w[x], w[3 + x], w[6 + x], columns[x]);
  __global float *to = packed + (size_t)strip * paddedInputs + input * lanes + (block * 16 - strip);
  for (int y = 0; y < 6; y++) {
    transform_up(columns[0][y], columns[1][y], columns[2][y], u);
    for (int x = 0; x < 6; x++) vstore16(u[x], 0, to + (size_t)(y * 6 + x) * paddedInputs * paddedOutputs);
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_direct(ARGUMENTS) {
  UNPACK;
  __global float *to = packed + (size_t)strip * 9 * paddedInputs + input * lanes + (block * 16 - strip);
  for (int k = 0; k < 9; k++) vstore16(w[k], 0, to + (size_t)k * paddedInputs * lanes);
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
