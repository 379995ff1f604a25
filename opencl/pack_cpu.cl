// Orders and transforms the weights of a 3×3 layer for winograd_cpu.cl and direct_cpu.cl, once a model. A column is an
// output channel, or, in an up layer, one of its four phases: the 3×3 kernel and the 4×4 filter make a 6×6 kernel, of
// which every output pixel meets the 3×3 taps of its parity. A work-item is 16 output channels and one input channel.
//
// weight    [outputs][inputs][9], with its gain still to come; filter [4][4], with its gain
// packed    of Winograd: [36][strips][paddedInputs][lanes]; direct: [strips][9][paddedInputs][lanes];
//           a strip has 32 columns, the last one 16 where their number is an odd multiple of 16
// energy    Σ W² of each pair of channels: [paddedOutputs][paddedInputs]

typedef float16 vec;

typedef struct {
  int outputs, inputs, paddedOutputs, paddedInputs, phases;
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

// Taps of phase (p, q): every second tap of the full convolution of kernel and filter, from the far end.
static inline void phase_taps(const vec *w, __global const float *filter, int p, int q, vec *taps) {
  for (int ty = 0; ty < 3; ty++)
    for (int tx = 0; tx < 3; tx++) {
      int y = p + 4 - 2 * ty, x = q + 4 - 2 * tx;
      vec sum = 0;
      for (int a = max(0, y - 3); a <= min(2, y); a++)
        for (int b = max(0, x - 3); b <= min(2, x); b++) sum = fma(w[a * 3 + b], (vec)(filter[(y - a) * 4 + x - b]), sum);
      taps[ty * 3 + tx] = sum;
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

// Columns of the strip that holds a column.
static inline int lanes_of(Shape s, int column) {
  return column / 32 * 32 + 32 <= s.paddedOutputs * s.phases ? 32 : 16;
}

#define ARGUMENTS __global const float *weight, __global const float *filter, __global float *packed, int outputs, int inputs, \
  int paddedOutputs, int paddedInputs, int phases, float gain

#define FOR_EACH_COLUMN(body) \
  Shape s = {outputs, inputs, paddedOutputs, paddedInputs, phases}; \
  int input = get_global_id(0) % paddedInputs, block = get_global_id(0) / paddedInputs; \
  vec w[9], taps[9]; \
  gather(weight, gain, s, block, input, w); \
  for (int phase = 0; phase < phases; phase++) { \
    int column = phase * paddedOutputs + block * 16; \
    if (phases == 4) phase_taps(w, filter, phase / 2, phase % 2, taps); \
    else for (int k = 0; k < 9; k++) taps[k] = w[k]; \
    body \
  }

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_winograd(ARGUMENTS) {
  FOR_EACH_COLUMN({
    vec columnwise[3][6]; vec u[36];
    for (int x = 0; x < 3; x++) transform(taps[x], taps[3 + x], taps[6 + x], columnwise[x]);
    for (int y = 0; y < 6; y++) transform(columnwise[0][y], columnwise[1][y], columnwise[2][y], u + 6 * y);
    __global float *to = packed + (size_t)column / 32 * 32 * paddedInputs + input * lanes_of(s, column) + column % 32;
    for (int k = 0; k < 36; k++) vstore16(u[k], 0, to + (size_t)k * paddedInputs * paddedOutputs * phases);
  })
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_direct(ARGUMENTS) {
  FOR_EACH_COLUMN({
    int lanes = lanes_of(s, column);
    __global float *to = packed + (size_t)column / 32 * 32 * 9 * paddedInputs + input * lanes + column % 32;
    for (int k = 0; k < 9; k++) vstore16(taps[k], 0, to + (size_t)k * paddedInputs * lanes);
  })
}

// Item: one pair of padded channels.
__kernel void pack_energy(__global const float *weight, __global float *energy, int outputs, int inputs, int paddedInputs, float gain) {
  int output = get_global_id(0) / paddedInputs, input = get_global_id(0) % paddedInputs;
  float sum = 0;
  if (output < outputs && input < inputs)
    for (int k = 0; k < 9; k++) {
      float w = weight[((size_t)output * inputs + input) * 9 + k] * gain;
      sum = fma(w, w, sum);
    }
  energy[get_global_id(0)] = sum;
}
