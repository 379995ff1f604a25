// Orders and transforms the weights of a 3×3 layer for direct_gpu.cl and winograd_gpu.cl, once a model. Item: a pair of
// padded channels, the outputs side by side.
//
// weight    [outputs][inputs][9], with its gain still to come
// packed    direct: [9][paddedInputs][paddedOutputs]; Winograd: [36][paddedInputs][paddedOutputs]; zero where padded
// energy    Σ W² of each pair of channels: [outputs][inputs]

#define ARGUMENTS __global const float *restrict weight, __global float *restrict packed, int outputs, int inputs, float gain

#define GATHER \
  int output = get_global_id(0), input = get_global_id(1); \
  size_t plane = get_global_size(0) * get_global_size(1), to = input * get_global_size(0) + output; \
  float w[9]; \
  for (int k = 0; k < 9; k++) \
    w[k] = output < outputs && input < inputs ? weight[((size_t)output * inputs + input) * 9 + k] * gain : 0.0f

__kernel void pack_direct(ARGUMENTS) {
  GATHER;
  for (int k = 0; k < 9; k++) packed[k * plane + to] = w[k];
}

// G t of three values (points 0, ±1, ±2; Lavin and Gray 2016, section 4.1).
static inline void transform(float t0, float t1, float t2, float *u) {
  float even = t0 + t2, wide = fma(t2, 4.0f, t0);
  u[0] = t0 / 4.0f;
  u[1] = (even + t1) / -6.0f;
  u[2] = (even - t1) / -6.0f;
  u[3] = fma(t1, 2.0f, wide) / 24.0f;
  u[4] = fma(t1, -2.0f, wide) / 24.0f;
  u[5] = t2;
}

__kernel void pack_winograd(ARGUMENTS) {
  GATHER;
  float columns[3][6], u[6];
  for (int x = 0; x < 3; x++) transform(w[x], w[3 + x], w[6 + x], columns[x]);
  for (int y = 0; y < 6; y++) {
    transform(columns[0][y], columns[1][y], columns[2][y], u);
    for (int x = 0; x < 6; x++) packed[(y * 6 + x) * plane + to] = u[x];
  }
}

__kernel void pack_energy(ARGUMENTS) {
  GATHER;
  float sum = 0;
  for (int k = 0; k < 9; k++) sum = fma(w[k], w[k], sum);
  if (output < outputs && input < inputs) packed[(size_t)output * inputs + input] = sum;
}
